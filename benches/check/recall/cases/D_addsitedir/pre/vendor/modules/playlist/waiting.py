import time


def settle(seconds: int) -> None:
    for _ in range(seconds):
        time.sleep(1)  # hit: sleep
