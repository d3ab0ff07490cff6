"""Drop-in replacement of PyPI's `aioextensions`: its names, its signatures, without its defects.

    import nonblock.aioextensions as aioextensions

Two things differ from `nonblock` itself, to keep old programs as they are: `run` uses uvloop if it
is installed, and `generate_in_thread` never runs ahead of its consumer.

>>> import nonblock.aioextensions as aioextensions
>>> async def double(n: int) -> int:
...     return 2 * n
>>> aioextensions.run(aioextensions.collect(map(double, range(3))))
(0, 2, 4)
"""

from __future__ import annotations

from nonblock import (
    CPU_CORES,
    PROCESS_POOL,
    THREAD_POOL,
    BoundedSemaphore,
    ExecutorPool,
    Semaphore,
    collect,
    force_loop_cycle,
    in_process,
    in_thread,
    rate_limited,
    resolve,
    schedule,
)
from nonblock._compatible import generate_in_thread, run, run_decorator

__all__ = [
    "CPU_CORES",
    "PROCESS_POOL",
    "THREAD_POOL",
    "BoundedSemaphore",
    "ExecutorPool",
    "Semaphore",
    "collect",
    "force_loop_cycle",
    "generate_in_thread",
    "in_process",
    "in_thread",
    "rate_limited",
    "resolve",
    "run",
    "run_decorator",
    "schedule",
]
