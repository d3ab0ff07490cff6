"""The simulation's own clock."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    async def advance(self, seconds: float) -> None:
        self.now += seconds


def sleep(seconds: float) -> float:
    return seconds
