"""The soak's calls of threads: small, failing, timed out, cancelled, streamed, each in its own context."""

from __future__ import annotations

import asyncio
import contextvars
import itertools
import time
from typing import TYPE_CHECKING, Any

from book import Book, judge

import nonblock
from nonblock import in_thread

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

request: contextvars.ContextVar[int] = contextvars.ContextVar("request")


def give(value: Any) -> tuple[Any, int]:
    """Give back, with what the context says."""
    return value, request.get()


def fail(number: int) -> None:
    """Raise."""
    raise LookupError(number)


def count(first: int) -> Iterator[int]:
    """Count, with a pause now and then."""
    for number in itertools.count(first):
        if number % 97 == 0:
            time.sleep(0.001)
        yield number


class ThreadCalls:
    """Calls of a pool of threads, each of a kind chosen at random."""

    def __init__(
        self,
        pool: nonblock.ThreadPool,
        streams: nonblock.ThreadPool,
        source: random.Random,
        book: Book,
    ) -> None:
        """Call `pool`, run generators in `streams`, and let `book` watch."""
        self.pool, self.source, self.book = pool, source, book
        self.call = in_thread.options(pool=pool)
        self.generate = nonblock.generate_in_thread.options(pool=streams)

    async def some(self, number: int) -> None:
        """Make one call, or a burst of them."""
        request.set(number)
        dice, account = self.source.random(), self.book.account
        if dice < 0.45:
            await account("thread small", self.call(give, number), (number, number))
        elif dice < 0.85:
            burst = range(number, number + 20)
            calls = [account("thread burst", self.call(give, it), (it, number)) for it in burst]
            await asyncio.gather(*calls)
        elif dice < 0.88:
            await account("thread error", self.call(fail, number), NotImplemented, LookupError)
        elif dice < 0.90:
            await account("thread stop", self.call(next, iter(())), NotImplemented, RuntimeError)
        elif dice < 0.93:
            hasty = in_thread.options(pool=self.pool, timeout=0.005)
            # A loop that is late finds the result and the end of the time together, and takes either.
            await account("hasty", hasty(time.sleep, 0.1), None, asyncio.TimeoutError)
        elif dice < 0.97:
            await self.cancelled(number)
        else:
            await account("thread stream", self.stream(number), "whole")

    async def cancelled(self, number: int) -> None:
        """Cancel a call at a random moment: it ends by that, or it was faster."""
        is_short = self.source.random() < 0.5
        call: Any = self.call(give, number) if is_short else self.call(time.sleep, 0.1)
        value = (number, number) if is_short else None
        task: asyncio.Task[Any] = asyncio.ensure_future(call)
        asyncio.get_running_loop().call_later(self.source.random() * 0.005, task.cancel)
        await self.book.account("thread cancelled", task, value, asyncio.CancelledError)

    async def stream(self, number: int) -> str:
        """Leave a stream at a random place; return whether its items were whole."""
        leave = self.source.randrange(1, 300)
        stream = self.generate(count, number)
        taken: list[int] = []
        async for item in stream:
            taken.append(item)
            if len(taken) == leave:
                break
        await stream.aclose()
        return judge(taken, number, leave)

    async def settle(self) -> None:
        """Wait for threads that were given up."""
        deadline = time.monotonic() + 10
        while self.pool.load.abandoned and time.monotonic() < deadline:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.01)
        load = self.pool.load
        self.book.expect(
            load.queued == load.abandoned == 0, f"the pool of threads still holds calls: {load}"
        )
