import asyncio
import os
import shutil
import traceback
from collections.abc import Awaitable, Callable


class JobFailed(Exception):
    pass


class Runner:
    def __init__(self, scratch: str, crash_log: str) -> None:
        self.scratch = scratch
        self.crash_log = crash_log
        self.lock_file = scratch + ".lock"

    async def run(self, job: Callable[[str], Awaitable[None]], limit: float) -> None:
        try:
            async with asyncio.timeout(limit):
                await job(self.scratch)
        except TimeoutError:
            print(traceback.format_exc(), file=open(self.crash_log, "a"))  # hit: crash
            raise JobFailed(f"no result in {limit} s") from None
        else:
            await self.report("done")
        finally:
            shutil.rmtree(self.scratch)  # hit: cleanup
            if self.lock_file:
                os.unlink(self.lock_file)  # hit: unlink

    async def report(self, state: str) -> None:
        await asyncio.sleep(0)
        print(state)
