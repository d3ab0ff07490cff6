import asyncio

from news.feeds import FeedManager


async def poll(manager: FeedManager) -> None:
    while True:
        print(await asyncio.to_thread(manager.update))  # silent: parse
        await asyncio.sleep(60)
