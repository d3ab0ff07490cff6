import asyncio

from planner.base import create


async def run(name: str) -> None:
    strategy = create(name)
    await asyncio.to_thread(strategy.apply, 1)  # silent: sleep
