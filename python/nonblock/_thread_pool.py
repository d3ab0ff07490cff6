"""A pool of threads: grows under load, shrinks when idle, never delays the exit of the program."""

from __future__ import annotations

import os
import weakref
from concurrent.futures import Executor, Future
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from nonblock import _native
from nonblock._arguments import check_number
from nonblock._gate import Gate, gate_of
from nonblock._serve import Crew

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

CPU_CORES: int = os.cpu_count() or 1
"""Number of CPU cores of this machine."""

IDLE_TIMEOUT: float = 30.0
"""Seconds without work after which a thread of a pool ends, unless the pool says otherwise."""


class PoolLoad(NamedTuple):
    """How much a pool has to do, and who does it."""

    queued: int
    """Calls that no thread has taken."""
    threads: int
    """Threads that count against `max_workers`, idle ones included."""
    idle: int
    """Threads that wait for work."""
    abandoned: int
    """Threads still busy with a call that was cancelled or timed out; each was replaced."""


class ThreadPool(Executor):
    """Threads for blocking calls.

    Threads start when calls wait, at most `max_workers` of them, and end after `idle_timeout`
    seconds without work (`None`: never). They are daemons: a call that never returns does not keep
    the program from ending.

    It is a `concurrent.futures.Executor` too, so `loop.run_in_executor(pool, ...)` works;
    `in_thread` is faster, and drops a call that was cancelled before it started.

    >>> import threading, nonblock
    >>> in_database = nonblock.in_thread.options(pool=ThreadPool(2, name="database"))
    >>> async def main() -> str:
    ...     thread = await in_database(threading.current_thread)
    ...     return thread.name
    >>> nonblock.run(main())
    'database-1'
    """

    def __init__(
        self,
        max_workers: int | None = None,
        *,
        idle_timeout: float | None = IDLE_TIMEOUT,
        initializer: Callable[[], object] | None = None,
        name: str = "nonblock",
        max_queued: int | None = None,
    ) -> None:
        """Create a pool without threads; `max_workers` is 10 per CPU core if not given.

        With `max_queued`, `in_thread` itself waits while as many calls of its event loop wait for a
        thread: whoever produces them is slowed down, and memory is bounded.

        `initializer` runs in each thread before its first call; what it raises is raised by that
        call, and the next call tries again.
        """
        self._max_workers = (
            10 * CPU_CORES if max_workers is None else check_number("max_workers", max_workers)
        )
        if self._max_workers < 1:
            raise ValueError("max_workers must be >= 1")
        self.gate: Gate | None = gate_of(self._max_workers, max_queued)
        """Where calls wait for room in the queue, if it is bounded."""
        self._idle_timeout = idle_timeout
        self._crew = Crew(name, initializer)
        self.native: _native.ThreadPool = self._create()
        """The Rust half of the pool."""
        _pools.add(self)

    def ensure(self) -> ThreadPool:
        """Return the pool itself: it is ready, unlike an `ExecutorPool`."""
        return self

    @property
    def max_workers(self) -> int:
        """How many threads there may be at once."""
        return self._max_workers

    @property
    def load(self) -> PoolLoad:
        """How much there is to do, and who does it."""
        return PoolLoad(*self.native.load())

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue `fn(*args, **kwargs)`; the result is a `concurrent.futures.Future`."""
        future: Future[T] = Future()
        call = partial(fn, *args, **kwargs)
        self.native.submit(copy_context().run, (_fulfil, future, call), {})
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Accept no more calls; queued ones still run, unless `cancel_futures`."""
        self.native.close(cancel_queued=cancel_futures)
        if wait:
            self.native.join()

    def renew(self) -> None:
        """Start afresh in a forked child, where none of the threads exist.

        The old half is kept, not dropped: a thread that no longer exists may hold its locks.
        """
        _abandoned.append(self.native)
        self.native = self._create()

    def _create(self) -> _native.ThreadPool:
        return _native.ThreadPool(self._max_workers, self._idle_timeout, self._crew.start)


def _fulfil(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - it belongs to the future
        future.set_exception(error)
        del future
    else:
        future.set_result(result)


def _renew_all() -> None:
    for pool in list(_pools):
        pool.renew()


_pools: weakref.WeakSet[ThreadPool] = weakref.WeakSet()
_abandoned: list[_native.ThreadPool] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
