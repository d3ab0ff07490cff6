import asyncio

from tally.storage import Storage


class Votes:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.lock = asyncio.Lock()

    async def cast(self, option: str) -> int:
        async with self.lock:
            values = await asyncio.to_thread(self.storage.load)  # silent: read
            values[option] = values.get(option, 0) + 1
            await asyncio.to_thread(self.storage.save, values)  # silent: write
            return values[option]
