"""Calls of a function that does nothing, in threads.

    python benches/run/threads.py [--pin] [--rounds N]

Measured: one call at a time (median microseconds), 64 callers at once, 10,000 calls queued at once, and
as many through `collect` (calls per second). `(2.0x)` beside a figure: nonblock does twice as well. The
floor is a future that the loop resolves itself: what asyncio takes, without any thread. `--pin` keeps
the process on one core, which takes the scheduler's luck out of the first figure.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable

import aioextensions
import anyio.to_thread
from rounds import Measure, loop_factories, measure, table

import nonblock

Call = Callable[[Callable[[], None]], Awaitable[None]]
WARM_UP, ONE_BY_ONE, CALLERS, EACH, QUEUED = 200, 2000, 64, 200, 10_000


async def floor(function: Callable[[], None]) -> None:
    """Call nothing: wait for a future that the loop itself resolves in its next turn."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_soon(future.set_result, None)
    await future
    del function


CALLS: dict[str, Call] = {
    "nonblock.in_thread": nonblock.in_thread,
    "asyncio.to_thread": asyncio.to_thread,
    "anyio.to_thread": anyio.to_thread.run_sync,
    "aioextensions.in_thread": aioextensions.in_thread,
    "floor": floor,
}


def nothing() -> None:
    """Do nothing."""


async def one_at_a_time(call: Call) -> float:
    """Return the median of one call, in microseconds."""
    await _warm(call)
    clock, times = time.perf_counter, []
    for _ in range(ONE_BY_ONE):
        start = clock()
        await call(nothing)
        times.append(clock() - start)
    return statistics.median(times) * 1e6


async def many_callers(call: Call) -> float:
    """Return calls per second of 64 callers, each with one call in flight."""
    await _warm(call)

    async def caller() -> None:
        for _ in range(EACH):
            await call(nothing)

    start = time.perf_counter()
    await asyncio.gather(*[caller() for _ in range(CALLERS)])
    return CALLERS * EACH / (time.perf_counter() - start)


async def many_queued(call: Call) -> float:
    """Return calls per second when all calls are queued at once."""
    await _warm(call)
    start = time.perf_counter()
    await asyncio.gather(*[call(nothing) for _ in range(QUEUED)])
    return QUEUED / (time.perf_counter() - start)


async def many_collected(call: Call) -> float:
    """Return calls per second when the same number goes through `collect`, 1024 at a time."""
    await _warm(call)
    start = time.perf_counter()
    await nonblock.collect(call(nothing) for _ in range(QUEUED))
    return QUEUED / (time.perf_counter() - start)


async def _warm(call: Call) -> None:
    for _ in range(WARM_UP):
        await call(nothing)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    if options.pin:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    cores = "one core" if options.pin else "all cores"
    print(f"# Threads: CPython {platform.python_version()}, {cores}")
    ours = "nonblock.in_thread"
    for title, unit, how, less in (
        ("One call at a time", "µs", one_at_a_time, True),
        ("64 callers", "calls/s", many_callers, False),
        ("10,000 queued by asyncio.gather", "calls/s", many_queued, False),
        ("10,000 through nonblock.collect", "calls/s", many_collected, False),
    ):
        contenders: dict[str, Measure] = {n: functools.partial(how, c) for n, c in CALLS.items()}
        rows = {
            loop: measure(contenders, factory, options.rounds)
            for loop, factory in loop_factories().items()
        }
        table(title, unit, rows, ours, less_is_better=less)


if __name__ == "__main__":
    main()
