"""`ExecutorPool`: a pool that is configured first and created at its first use."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Generic, TypeVar

from nonblock._thread_pool import ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable

E = TypeVar("E", bound=Executor)


class ExecutorPool(Generic[E]):
    """A pool of processes or threads, empty until it is initialized.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> pool = ExecutorPool(ThreadPoolExecutor)
    >>> pool.initialized
    False
    >>> pool.initialize(max_workers=2)
    >>> pool.pool.submit(pow, 2, 3).result()
    8
    >>> pool.shutdown(wait=True)
    """

    def __init__(self, cls: Callable[..., E]) -> None:
        """Remember how to create the executor: `cls(max_workers=...)`."""
        self._cls = cls
        self._pool: E | None = None

    def initialize(self, *, max_workers: int | None = None) -> None:
        """Create the executor, with at most `max_workers` workers; an earlier one is shut down."""
        with _lock:
            earlier, self._pool = self._pool, self._cls(max_workers=max_workers)
        if earlier is not None:
            earlier.shutdown(wait=False)

    def shutdown(self, *, wait: bool) -> None:
        """Shut the executor down; the next call that needs one creates a new one."""
        with _lock:
            earlier, self._pool = self._pool, None
        if earlier is not None:
            earlier.shutdown(wait=wait)

    @property
    def pool(self) -> E:
        """The executor; raises RuntimeError before `initialize`."""
        if self._pool is None:
            raise RuntimeError("Must call initialize first")
        return self._pool

    @property
    def initialized(self) -> bool:
        """Whether there is an executor."""
        return self._pool is not None

    def ensure(self) -> E:
        """Return the executor, created now if need be."""
        if (pool := self._pool) is not None:
            return pool
        with _lock:
            if self._pool is None:
                self._pool = self._cls(max_workers=None)
            return self._pool


def check_pool(pool: object, kind: type[Executor], verb: str, usual: str) -> None:
    """Refuse a pool that `verb` cannot use: `usual` is one that it can."""
    made = pool._cls if isinstance(pool, ExecutorPool) else type(pool)  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001 - this module's own
    if isinstance(made, type) and not issubclass(made, kind):
        raise TypeError(
            f"{verb} runs in a {kind.__name__}, not in a {made.__name__}: pass {usual} or a {kind.__name__}"
        )


def _renew_lock() -> None:
    """In a forked child the lock may be held by a thread that does not exist."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()


_lock = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)

THREAD_POOL: ExecutorPool[ThreadPool] = ExecutorPool(ThreadPool)
"""The pool that `in_thread` uses: at most 10 threads per CPU core, started when needed."""
