import asyncio

from console.storage import Storage


async def nightly(storage: Storage) -> None:
    run = getattr(storage, "vacuum")  # noqa: B009
    await asyncio.to_thread(run)  # silent: constant
