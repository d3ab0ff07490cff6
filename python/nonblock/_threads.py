"""`in_thread`: await a blocking function while a thread runs it."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
from asyncio import get_running_loop
from contextvars import copy_context
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from nonblock._arguments import check_timeout, not_callable
from nonblock._executor_pool import THREAD_POOL, ExecutorPool, check_pool
from nonblock._outlast import check_on_cancel, outlast
from nonblock._ports import open_port, ports
from nonblock._thread_pool import ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonblock import _native

P = ParamSpec("P")
T = TypeVar("T")


class InThread:
    """Run `function(*args, **kwargs)` in a thread and return its result.

    For functions that wait: files, databases, HTTP clients without an async twin. The event loop
    goes on meanwhile. Context variables reach the thread. What the function raises is raised here.

    Cancelling returns at once: a call that has not started never starts; a call that runs cannot be
    stopped, so its thread is replaced in the pool and its late result is dropped.

    >>> import time, nonblock
    >>> async def main() -> str:
    ...     return await nonblock.in_thread(time.strftime, "%Y", time.gmtime(0))
    >>> nonblock.run(main())
    '1970'
    """

    def __init__(
        self,
        timeout: float | None = None,
        name: str | None = None,
        pool: ThreadPool | ExecutorPool[ThreadPool] | None = None,
        on_cancel: Literal["abandon", "wait"] = "abandon",
    ) -> None:
        """Remember the options."""
        check_on_cancel(on_cancel, "abandon", "wait")
        check_timeout(timeout)
        self._timeout = timeout
        self._name = name
        self._pool = THREAD_POOL if pool is None else pool
        check_pool(self._pool, ThreadPool, "in_thread", "THREAD_POOL")
        self._waits = on_cancel == "wait"
        self._is_let_in = False
        _mark_as_coroutine_function(self)

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(*args, **kwargs)` in a thread and return its result."""
        if not callable(function):
            raise not_callable("in_thread", function)
        served = self._pool.ensure()
        if served.gate is not None and not self._is_let_in:
            async with served.gate.here():
                return await self._let_in()(function, *args, **kwargs)
        pool = served.native
        loop = get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        arguments: tuple[Any, ...] = (function, *args)
        if self._name is not None:
            arguments = (_named, self._name, *arguments)
        port = ports.get(id(loop)) or open_port(loop)
        call = pool.submit(copy_context().run, arguments, kwargs, port, future)
        if self._waits:
            return await self._outlast(pool, call, future, function)
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
            # The exception knows this frame, the future knows the exception: break the circle.
            del future, call

    async def _outlast(
        self,
        pool: _native.ThreadPool,
        call: _native.ThreadCall,
        future: asyncio.Future[T],
        function: Callable[..., Any],
    ) -> T:
        ask = partial(_ask_to_stop, pool, call, future)
        late = partial(_late, function, self._timeout)
        try:
            return await outlast(future, ask, self._timeout, late)
        except GeneratorExit:  # nobody awaits it any more
            pool.abandon(call)
            raise

    def _let_in(self) -> InThread:
        """Return the same for a call that has its place in the queue."""
        inside = copy(self)
        inside._is_let_in = True  # noqa: SLF001 - its own
        return inside

    def options(
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        pool: ThreadPool | ExecutorPool[ThreadPool] | None = None,
        on_cancel: Literal["abandon", "wait"] = "abandon",
    ) -> InThread:
        """Return `in_thread` with options, which never share a name with the function's arguments.

        >>> import nonblock
        >>> patient = nonblock.in_thread.options(timeout=5)
        >>> async def main() -> int:
        ...     return await patient(int, "7", base=8)
        >>> nonblock.run(main())
        7

        Args:
            timeout: Seconds, counted from the call, after which TimeoutError is raised. The thread
                cannot be stopped: it is replaced in the pool, and its late result is dropped.
            name: The thread's name while it runs the call.
            pool: The pool to use instead of `THREAD_POOL`.
            on_cancel: What to do about a call that runs when its caller is cancelled, or its time is
                over. With `"abandon"`, return at once; with `"wait"`, return when the function has
                ended. It hears of it through `check_cancelled`. What waits in the queue never starts.
        """
        return InThread(timeout, name, pool, on_cancel)


def _named(name: str, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    thread = threading.current_thread()
    usual, thread.name = thread.name, name
    try:
        return function(*args, **kwargs)
    finally:
        thread.name = usual


def _ask_to_stop(
    pool: _native.ThreadPool, call: _native.ThreadCall, future: asyncio.Future[Any]
) -> None:
    if not pool.ask_to_stop(call):
        future.cancel()  # it never starts, so nobody else will


def _expire(future: asyncio.Future[Any], function: Callable[..., Any], timeout: float) -> None:
    if not future.done():
        future.set_exception(_late(function, timeout))


def _late(function: Callable[..., Any], timeout: float | None) -> Exception:
    name = getattr(function, "__qualname__", repr(function))
    return asyncio.TimeoutError(f"{name} took longer than {timeout} s in its thread")


def _mark_as_coroutine_function(function: Any) -> None:
    """Let `inspect` and `asyncio` see that calling this gives a coroutine."""
    if sys.version_info >= (3, 12):
        inspect.markcoroutinefunction(function)
    else:
        function._is_coroutine = getattr(asyncio.coroutines, "_is_coroutine", True)  # noqa: SLF001


in_thread: InThread = InThread()
"""Run a blocking function in a thread of `THREAD_POOL` and return its result."""
