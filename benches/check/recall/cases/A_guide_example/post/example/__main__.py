import asyncio
import aioextensions


async def get_data():
    print("get_data started")
    await asyncio.sleep(5)  # silent: sleep
    print("get_data finished")


async def send_mail():
    print("send_mail started")
    await asyncio.sleep(3)
    print("send_mail finished")


aioextensions.run(
    aioextensions.collect(
        [
            get_data(),  # silent: call
            send_mail(),
        ]
    )
)
