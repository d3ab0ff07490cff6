import os
import signal
import time


async def start(replace: bool, previous: int) -> bool:
    if replace and previous:
        os.kill(previous, signal.SIGTERM)
        for _ in range(20):
            try:
                os.kill(previous, 0)
                time.sleep(0.5)  # hit: wait
            except ProcessLookupError:
                break
    return True
