import asyncio
import os
import signal


async def start(replace: bool, previous: int) -> bool:
    if replace and previous:
        os.kill(previous, signal.SIGTERM)
        for _ in range(20):
            try:
                os.kill(previous, 0)
                await asyncio.sleep(0.5)  # silent: wait
            except ProcessLookupError:
                break
    return True
