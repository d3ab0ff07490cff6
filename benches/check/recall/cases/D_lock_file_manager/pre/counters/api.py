from counters.counter import Counter


class CounterApi:
    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    async def hit(self, amount: int = 1) -> dict[str, int]:
        return {"value": self.counter.increment(amount)}  # via: wait # via: create # via: remove
