import asyncio
from concurrent.futures import Future, ProcessPoolExecutor


def histogram(pixels: bytes) -> list[int]:
    counts = [0] * 256
    for value in pixels:
        counts[value] += 1
    return counts


class ImageService:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.pool = ProcessPoolExecutor(2)
        self.latest: list[int] = []

    async def analyse(self, pixels: bytes) -> list[int]:
        future: Future[list[int]] = self.pool.submit(histogram, pixels)
        self.latest = future.result()  # hit: result
        return self.latest

    async def _refresh(self) -> int:
        await asyncio.sleep(1)
        return len(self.latest)

    async def refresh_elsewhere(self) -> int:
        pending = asyncio.run_coroutine_threadsafe(self._refresh(), self.loop)
        return pending.result(timeout=30)  # hit: threadsafe
