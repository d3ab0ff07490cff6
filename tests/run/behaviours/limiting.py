"""What `rate_limited` must do."""

from __future__ import annotations

import asyncio
import selectors
import time
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest

from . import Implementation, go, holds


async def clock() -> float:
    return time.monotonic()


@holds("rate_limited")
def calls_are_no_closer_than_asked(aio: Implementation) -> None:
    limit = aio.rate_limited(max_calls=1000, max_calls_period=1, min_seconds_between_calls=0.005)
    now = limit(clock)

    async def main() -> Any:
        return await asyncio.gather(*[now() for _ in range(40)])

    starts = go(main())
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    # What is measured is when the function runs, a little after it was granted.
    assert min(gaps) > 0.004


class CoarseLoop(asyncio.SelectorEventLoop):
    """A loop whose clock tells whole milliseconds, as uvloop's does, in a time that passes only when it says so."""

    def __init__(self) -> None:
        super().__init__()
        self.microseconds = 0
        self._selector: Any = Turns(self)
        # Type checkers do not agree on how to override it.
        vars(self)["call_later"] = self._call_after

    def now(self) -> float:
        """Return the time, exactly."""
        return self.microseconds / 1e6

    def time(self) -> float:
        """Return the time as the loop knows it."""
        return self.microseconds // 1000 / 1000

    def _call_after(self, delay: float, callback: Any, *args: Any, context: Any = None) -> Any:
        """Round the delay, as uvloop does."""
        return super().call_later(round(delay * 1000) / 1000, callback, *args, context=context)


class Turns(selectors.DefaultSelector):
    """Lets time pass instead of waiting."""

    def __init__(self, loop: CoarseLoop) -> None:
        super().__init__()
        self._loop = loop
        self._late = 0

    def select(self, timeout: float | None = None) -> Any:
        """Pass on to the millisecond that is waited for, or by what a turn of the loop takes."""
        if timeout:
            start = self._loop.microseconds // 1000
            self._loop.microseconds = (start + round(timeout * 1000)) * 1000 + self._late
            self._late = 800 - self._late  # a busy system wakes sleepers now sooner, now later
        else:
            self._loop.microseconds += 30
        return super().select(0)


@holds("rate_limited", defects="d17")
def calls_are_no_closer_than_asked_on_a_loop_whose_clock_is_coarse(aio: Implementation) -> None:
    loop = CoarseLoop()
    times: list[float] = []

    async def note() -> None:
        times.append(loop.now())
        loop.microseconds += 370

    call = aio.rate_limited(max_calls=1, max_calls_period=0.01)(note)

    async def main() -> None:
        await asyncio.gather(*[call() for _ in range(300)])

    with patch("time.monotonic", loop.now):
        try:
            loop.run_until_complete(main())
        finally:
            loop.close()
    assert len(times) == 300
    # The function runs in the turn after the one in which it was let go.
    assert sum(later - earlier < 0.0098 for earlier, later in pairwise(times)) == 0


@holds("rate_limited", defects="d47")
def a_limit_can_be_kept_for_each_instance(aio: Implementation) -> None:
    limit: Any = aio.rate_limited(max_calls=1, max_calls_period=5, per_instance=True)

    async def ask(_self: object) -> float:
        return time.monotonic()

    client: Any = type("Client", (), {"ask": limit(ask)})

    async def main() -> None:
        await asyncio.wait_for(asyncio.gather(*[client().ask() for _ in range(20)]), 2)

    go(main())


@holds("rate_limited")
def no_period_has_more_calls_than_allowed(aio: Implementation) -> None:
    now = aio.rate_limited(max_calls=3, max_calls_period=0.05)(clock)

    async def main() -> Any:
        return await asyncio.gather(*[now() for _ in range(12)])

    starts = go(main())
    spans = [later - earlier for earlier, later in zip(starts, starts[3:], strict=False)]
    assert min(spans) > 0.045


@holds("rate_limited", defects="d14")
def a_cancelled_caller_uses_no_slot_and_frees_none(aio: Implementation) -> None:
    async def main() -> list[float]:
        call = aio.rate_limited(max_calls=1, max_calls_period=0.2)(clock)
        first = await call()
        queued = asyncio.ensure_future(call())
        await asyncio.sleep(0.05)
        queued.cancel()
        with pytest.raises(asyncio.CancelledError):
            await queued
        return [first, await call()]

    first, second = go(main())
    assert 0.19 < second - first < 0.35


@holds("rate_limited", defects="d15")
def a_limited_function_works_on_a_second_loop(aio: Implementation) -> None:
    call = aio.rate_limited(max_calls=2, max_calls_period=0.02)(clock)

    async def main() -> int:
        return len(await asyncio.gather(*[call() for _ in range(5)]))

    assert go(main()) == 5
    assert go(main()) == 5
