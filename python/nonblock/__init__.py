"""The answer to blocking calls in asyncio programs."""

from __future__ import annotations

from nonblock._background import force_loop_cycle, schedule, to_background
from nonblock._collect import collect, gather
from nonblock._executor_pool import THREAD_POOL, ExecutorPool
from nonblock._generator import generate_in_thread
from nonblock._merge import merge
from nonblock._native import __version__
from nonblock._rate import rate_limited
from nonblock._resolve import as_completed, resolve
from nonblock._run import run, run_decorator
from nonblock._semaphore import BoundedSemaphore, Semaphore
from nonblock._thread import Thread
from nonblock._thread_pool import CPU_CORES, PoolLoad, ThreadPool
from nonblock._threads import in_thread
from nonblock._workers import ItemCancelledError

__all__ = [
    "CPU_CORES",
    "THREAD_POOL",
    "BoundedSemaphore",
    "ExecutorPool",
    "ItemCancelledError",
    "PoolLoad",
    "Semaphore",
    "Thread",
    "ThreadPool",
    "__version__",
    "as_completed",
    "collect",
    "force_loop_cycle",
    "gather",
    "generate_in_thread",
    "in_thread",
    "merge",
    "rate_limited",
    "resolve",
    "run",
    "run_decorator",
    "schedule",
    "to_background",
]
