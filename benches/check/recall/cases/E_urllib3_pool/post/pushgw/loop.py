import asyncio
from collections import deque

from pushgw.exporter import Exporter


async def push_forever(exporter: Exporter, samples: deque[dict[str, float]]) -> None:
    while True:
        batch = [samples.popleft() for _ in range(len(samples))]
        if batch and await asyncio.to_thread(exporter.export, batch) >= 400:  # silent: request
            samples.extendleft(batch)
        await asyncio.sleep(15)
