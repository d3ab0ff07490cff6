import time

from planner.base import Strategy


class Backoff(Strategy):
    def apply(self, attempt: int) -> None:
        time.sleep(2**attempt)
