import asyncio
from collections.abc import Awaitable, Callable

from cachekit.state import Shared


class Cache:
    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    async def get(self, key: str, load: Callable[[], Awaitable[bytes]]) -> bytes:
        with self.shared.lock:  # hit: with
            if key not in self.shared.values:
                self.shared.values[key] = await load()
            return self.shared.values[key]

    async def slot(self) -> None:
        self.shared.slots.acquire()  # hit: semaphore
        try:
            await asyncio.sleep(0.1)
        finally:
            self.shared.slots.release()
