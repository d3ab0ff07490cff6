import asyncio
import concurrent.futures
import math

TILE = 256


def render_tile(zoom: int, x: int, y: int) -> bytes:
    shade = int(128 + 127 * math.sin(zoom + x * y))
    return bytes([shade]) * TILE


class TileService:
    def __init__(self, workers: int = 4) -> None:
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=workers)

    async def warm(self, zoom: int) -> int:
        side = 2**zoom
        futures = [
            asyncio.wrap_future(self.pool.submit(render_tile, zoom, x, y))  # silent: submit
            for x in range(side)
            for y in range(side)
        ]
        done, pending = await asyncio.wait(futures, timeout=60)  # silent: wait
        return len(done) - len(pending)
