import asyncio

from counters.counter import Counter


class CounterApi:
    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.serial = asyncio.Lock()

    async def hit(self, amount: int = 1) -> dict[str, int]:
        async with self.serial:  # silent: lock
            value = await asyncio.to_thread(self.counter.increment, amount)  # silent: wait
        return {"value": value}
