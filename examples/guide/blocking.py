"""The guide's second example: `time.sleep` holds the event loop, so the mail has to wait for the data."""

import asyncio
import nonblock as aioextensions
import time

async def get_data():
  print("get_data started")
  time.sleep(5)
  # ^ From the good old standard library, what could go wrong?
  print("get_data finished")

async def send_mail():
  print("send_mail started")
  await asyncio.sleep(3)
  print("send_mail finished")

# Oh no, get_data calls a blocking function
# send_mail will not even be triggered until it finishes!
aioextensions.run(
  aioextensions.collect([
    get_data(),
    send_mail(),
  ])
)
