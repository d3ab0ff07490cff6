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

    def _log(self, text: str) -> None:
        with open(self.crash_log, "a") as log:
            print(text, file=log)

    def _clean(self) -> None:
        shutil.rmtree(self.scratch)
        if self.lock_file:
            os.unlink(self.lock_file)

    async def run(self, job: Callable[[str], Awaitable[None]], limit: float) -> None:
        try:
            async with asyncio.timeout(limit):
                await job(self.scratch)
        except TimeoutError:
            await asyncio.to_thread(self._log, traceback.format_exc())  # silent: crash
            raise JobFailed(f"no result in {limit} s") from None
        else:
            await self.report("done")
        finally:
            await asyncio.to_thread(self._clean)  # silent: cleanup

    async def report(self, state: str) -> None:
        await asyncio.sleep(0)
        print(state)
