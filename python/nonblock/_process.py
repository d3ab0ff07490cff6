"""`Process`: one function in one process of its own."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nonblock._process_errors import WorkerCrashed
from nonblock._process_pool import ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

T = TypeVar("T")

_pool = ProcessPool(max_workers=1 << 16, max_tasks_per_worker=1, idle_timeout=5.0)


class Process(Generic[T]):
    """A function in a process of its own, with a result.

    Like `multiprocessing.Process`, but it starts in milliseconds, needs no `if __name__ == "__main__"`, returns what
    the function returns, raises what it raises, and can be awaited.

    >>> import nonblock
    >>> process = nonblock.Process(target=pow, args=(2, 10))
    >>> process.start()
    >>> process.result()
    1024
    """

    def __init__(
        self,
        *,
        target: Callable[..., T],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> None:
        """Remember what to run; `start` runs it."""
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs or {})
        self._future: Future[T] | None = None
        self.name: str = name or str(getattr(target, "__qualname__", target))

    def start(self) -> None:
        """Start the process; RuntimeError if it was started before."""
        if self._future is not None:
            raise RuntimeError("a process can be started once only")
        self._future = _pool.submit(self._target, *self._args, **self._kwargs)

    def _started(self) -> Future[T]:
        if self._future is None:
            raise RuntimeError("the process was not started")
        return self._future

    def join(self, timeout: float | None = None) -> None:
        """Wait until the process has ended, at most `timeout` seconds; raises nothing."""
        try:
            self._started().exception(timeout)
        except (TimeoutError, CancelledError):
            return
        except Exception as error:
            # Before Python 3.11 concurrent.futures had a TimeoutError of its own.
            if type(error).__name__ != "TimeoutError":
                raise

    def result(self, timeout: float | None = None) -> T:
        """Wait for the function's end and return what it returned, or raise what it raised."""
        return self._started().result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the function's end and return what it raised, if it did."""
        return self._started().exception(timeout)

    def __await__(self) -> Generator[Any, None, T]:
        """Wait for the function's end without blocking the event loop; starts the process if need be."""
        if self._future is None:
            self.start()
        return asyncio.wrap_future(self._started()).__await__()

    def is_alive(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._future is not None and not self._future.done()

    def kill(self) -> None:
        """End the process now; `result` then raises CancelledError."""
        self._started().cancel()

    terminate = kill

    @property
    def exitcode(self) -> int | None:
        """0 after a result, 1 after an exception, -N after signal N; None while it runs."""
        if self._future is None or not self._future.done():
            return None
        if self._future.cancelled():
            return -9
        error = self._future.exception()
        if isinstance(error, WorkerCrashed):
            return -error.signal if error.signal is not None else error.exit_code
        return 0 if error is None else 1
