"""The soak's calls of processes: small, large, failing, crashing, timed out, cancelled, streamed, hit from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING, Any

from book import Book, judge

import nonblock
from nonblock import WorkerCrashed, in_process

if TYPE_CHECKING:
    import random


def give(value: Any) -> Any:
    """Give back."""
    return value


def crash(how: str) -> None:
    """End this worker."""
    if how == "exit":
        os._exit(3)
    os.kill(os.getpid(), signal.SIGKILL)


def fail(number: int) -> None:
    """Raise."""
    raise LookupError(number)


class ProcessCalls:
    """Calls of a process pool, each of a kind chosen at random."""

    def __init__(self, pool: nonblock.ProcessPool, source: random.Random, book: Book) -> None:
        """Call `pool`, and let `book` watch."""
        self.pool, self.source, self.book = pool, source, book
        self.call = in_process.options(pool=pool)

    async def some(self, number: int) -> None:
        """Make one call, or a burst of them."""
        dice, account = self.source.random(), self.book.account
        if dice < 0.50:
            await account("small", self.call(give, number), number)
        elif dice < 0.88:
            burst = range(number, number + 20)
            await asyncio.gather(*[account("burst", self.call(give, it), it) for it in burst])
        elif dice < 0.91:
            value = bytes([number % 251]) * self.source.choice([1 << 16, 1 << 18, 3 << 20])
            await account("large", self.call(give, value), value)
        elif dice < 0.93:
            await account("error", self.call(fail, number), NotImplemented, LookupError)
        elif dice < 0.94:
            how = self.source.choice(["exit", "kill"])
            await account("crash", self.call(crash, how), NotImplemented, WorkerCrashed)
        elif dice < 0.95:
            hasty = in_process.options(pool=self.pool, timeout=0.02)
            await account("slow", hasty(time.sleep, 30), NotImplemented, asyncio.TimeoutError)
        elif dice < 0.97:
            await self.cancelled(number)
        elif dice < 0.98:
            future = self.pool.submit(give, number)
            await account("executor", asyncio.wrap_future(future), number)
        else:
            await account("stream", self.stream(number), "whole")

    async def cancelled(self, number: int) -> None:
        """Cancel a call at a random moment: it ends by that, or it was faster."""
        value: Any = bytearray(2 << 20) if self.source.random() < 0.3 else number
        is_short = self.source.random() < 0.5
        call = self.call(give, value) if is_short else self.call(time.sleep, 30)
        task: asyncio.Task[Any] = asyncio.ensure_future(call)
        asyncio.get_running_loop().call_later(self.source.random() * 0.01, task.cancel)
        await self.book.account("cancelled", task, value, asyncio.CancelledError)

    async def stream(self, number: int) -> str:
        """Leave a stream at a random place; return whether its items were whole."""
        length, leave = self.source.randrange(300), self.source.randrange(300)
        stream = in_process.options(pool=self.pool).generate(range, number, number + length)
        taken: list[int] = []
        async for item in stream:
            taken.append(item)
            if len(taken) > leave:
                break
        await stream.aclose()
        return judge(taken, number, min(length, leave + 1))

    async def kill_now_and_then(self) -> None:
        """Kill workers from outside: the calls they run then fail, and say so."""
        while True:
            await asyncio.sleep(self.source.random() * 0.5)
            pids = self.pool.worker_pids()
            if pids:
                self.book.killed += 1
                try:
                    os.kill(self.source.choice(pids), signal.SIGKILL)
                except ProcessLookupError:
                    continue

    async def settle(self) -> None:
        """Wait for the outcomes of calls that were cancelled just before they ended."""
        deadline = time.monotonic() + 5
        while self.pool.core().load() != (0, 0) and time.monotonic() < deadline:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.01)
        load = self.pool.core().load()
        self.book.expect(load == (0, 0), f"the process pool still holds calls: {load}")
