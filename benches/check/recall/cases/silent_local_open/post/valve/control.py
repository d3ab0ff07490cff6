class Valve:
    def __init__(self) -> None:
        self.position = 0

    def open(self, percent: int = 100) -> None:
        self.position = percent

    def read(self) -> int:
        return self.position

    def connect(self, other: "Valve") -> None:
        other.position = self.position


def open(valve: Valve, percent: int) -> int:
    valve.open(percent)
    return valve.read()


def input(valve: Valve) -> int:
    return valve.read()


async def flush(valve: Valve) -> int:
    return open(valve, 100)  # silent: function


async def level(valve: Valve, other: Valve) -> int:
    valve.open()  # silent: method
    valve.connect(other)  # silent: connect
    return input(valve) + valve.read()  # silent: read
