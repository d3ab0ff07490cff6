import asyncio
import time

import aioextensions


async def get_data():
    print("get_data started")
    time.sleep(5)  # hit: sleep
    print("get_data finished")


async def send_mail():
    print("send_mail started")
    await asyncio.sleep(3)
    print("send_mail finished")


aioextensions.run(
    aioextensions.collect(
        [
            get_data(),
            send_mail(),
        ]
    )
)
