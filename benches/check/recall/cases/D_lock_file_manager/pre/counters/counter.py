from counters.lockfile import lock_file


class Counter:
    def __init__(self, path: str) -> None:
        self.path = path
        self.value = 0

    def increment(self, amount: int) -> int:
        with lock_file(self.path + ".lock"):
            self.value += amount
            return self.value
