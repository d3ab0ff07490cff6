"""`in_thread`: await a blocking function while a thread runs it."""

from __future__ import annotations

import asyncio
import threading
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

from nonblock._executor_pool import THREAD_POOL, ExecutorPool
from nonblock._ports import port_of
from nonblock._thread_pool import ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class ThreadOptions:
    """How `in_thread` runs a call; made by `in_thread.options(...)`, callable like `in_thread`."""

    def __init__(
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        pool: ThreadPool | ExecutorPool[ThreadPool] | None = None,
    ) -> None:
        """Remember the options."""
        self._timeout = timeout
        self._name = name
        self._pool = THREAD_POOL if pool is None else pool

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(*args, **kwargs)` in a thread, under these options."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        pool = (
            self._pool.native if isinstance(self._pool, ThreadPool) else self._pool.ensure().native
        )
        run = copy_context().run
        if self._name is None:
            call = pool.submit(run, (function, *args), kwargs, port_of(loop), future)
        else:
            call = pool.submit(
                run, (_named, self._name, function, *args), kwargs, port_of(loop), future
            )
        timer = None
        if self._timeout is not None:
            timer = loop.call_later(self._timeout, _expire, future, function, self._timeout)
        try:
            return await future
        except BaseException:
            pool.abandon(call)
            raise
        finally:
            if timer is not None:
                timer.cancel()
            del future, call


class InThread(Protocol):
    """The type of `in_thread`."""

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(*args, **kwargs)` in a thread and return its result."""
        ...

    def options(
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        pool: ThreadPool | ExecutorPool[ThreadPool] | None = None,
    ) -> ThreadOptions:
        """Return `in_thread` with options, which never share a name with the function's arguments.

        Args:
            timeout: Seconds, counted from the call, after which TimeoutError is raised. The thread
                cannot be stopped: it is replaced in the pool, and its late result is dropped.
            name: The thread's name while it runs the call.
            pool: The pool to use instead of `THREAD_POOL`.
        """
        ...


async def _in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function(*args, **kwargs)` in a thread and return its result.

    For functions that wait: files, databases, HTTP clients without an async twin. The event loop
    goes on meanwhile. Context variables reach the thread. What the function raises is raised here.

    Cancelling returns at once: a call that has not started never starts; a call that runs cannot be
    stopped, so its thread is replaced in the pool and its late result is dropped.

    >>> import time, nonblock
    >>> async def main() -> str:
    ...     return await in_thread(time.strftime, "%Y", time.gmtime(0))
    >>> nonblock.run(main())
    '1970'
    """
    loop = asyncio.get_running_loop()
    pool = THREAD_POOL.ensure().native
    future: asyncio.Future[T] = loop.create_future()
    call = pool.submit(copy_context().run, (function, *args), kwargs, port_of(loop), future)
    try:
        return await future
    except BaseException:
        pool.abandon(call)
        raise
    finally:
        # The exception knows this frame, the future knows the exception: break the circle.
        del future, call


def _named(name: str, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    thread = threading.current_thread()
    usual, thread.name = thread.name, name
    try:
        return function(*args, **kwargs)
    finally:
        thread.name = usual


def _expire(future: asyncio.Future[Any], function: Callable[..., Any], timeout: float) -> None:
    if not future.done():
        name = getattr(function, "__qualname__", repr(function))
        future.set_exception(
            asyncio.TimeoutError(f"{name} took longer than {timeout} s in its thread")
        )


def _options(
    *,
    timeout: float | None = None,
    name: str | None = None,
    pool: ThreadPool | ExecutorPool[ThreadPool] | None = None,
) -> ThreadOptions:
    return ThreadOptions(timeout=timeout, name=name, pool=pool)


_in_thread.__name__ = _in_thread.__qualname__ = "in_thread"
_in_thread.options = _options  # type: ignore[attr-defined]
in_thread: InThread = cast("InThread", _in_thread)
