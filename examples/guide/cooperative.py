"""The guide's first example: both coroutines wait by awaiting, so they wait at the same time."""

import asyncio
import nonblock as aioextensions

async def get_data():
  print("get_data started")
  await asyncio.sleep(5)
  print("get_data finished")

async def send_mail():
  print("send_mail started")
  await asyncio.sleep(3)
  print("send_mail finished")

aioextensions.run(
  aioextensions.collect([
    get_data(),
    send_mail(),
  ])
)
