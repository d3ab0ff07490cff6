import asyncio

from news.feeds import FeedManager


async def poll(manager: FeedManager) -> None:
    while True:
        print(manager.update())  # via: parse
        await asyncio.sleep(60)
