import asyncio

from .readings import READINGS, Reading


class Probe:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    async def update(self, path: str) -> float:
        return await asyncio.to_thread(self.reading.read, path)  # silent: lines


async def update_all(path: str) -> list[float]:
    return [await Probe(reading).update(path) for reading in READINGS]  # silent: all
