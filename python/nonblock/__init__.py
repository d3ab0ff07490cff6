"""The answer to blocking calls in asyncio programs."""

from __future__ import annotations

from nonblock._background import force_loop_cycle, schedule, to_background
from nonblock._collect import collect, gather
from nonblock._executor_pool import THREAD_POOL, ExecutorPool
from nonblock._generator import generate_in_thread
from nonblock._merge import merge
from nonblock._native import __version__
from nonblock._outlast import check_cancelled
from nonblock._process import Process
from nonblock._process_errors import RemoteError, RemoteTraceback, WorkerCrashed
from nonblock._process_pool import ProcessPool
from nonblock._processes import PROCESS_POOL, generate_in_process, in_process
from nonblock._rate import rate_limited
from nonblock._resolve import as_completed, resolve
from nonblock._run import run, run_decorator
from nonblock._semaphore import BoundedSemaphore, Semaphore
from nonblock._thread import Thread
from nonblock._thread_pool import CPU_CORES, PoolLoad, ThreadPool
from nonblock._threads import in_thread
from nonblock._watch_start import start_if_asked as _start_watch_if_asked
from nonblock._workers import ItemCancelledError
from nonblock.watch import watch

__all__ = [
    "CPU_CORES",
    "PROCESS_POOL",
    "THREAD_POOL",
    "BoundedSemaphore",
    "ExecutorPool",
    "ItemCancelledError",
    "PoolLoad",
    "Process",
    "ProcessPool",
    "RemoteError",
    "RemoteTraceback",
    "Semaphore",
    "Thread",
    "ThreadPool",
    "WorkerCrashed",
    "__version__",
    "as_completed",
    "check_cancelled",
    "collect",
    "force_loop_cycle",
    "gather",
    "generate_in_process",
    "generate_in_thread",
    "in_process",
    "in_thread",
    "merge",
    "rate_limited",
    "resolve",
    "run",
    "run_decorator",
    "schedule",
    "to_background",
    "watch",
]

_start_watch_if_asked()
