"""Entry points from synchronous code: `run` and `run_decorator`."""

from __future__ import annotations

import asyncio
import inspect
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

P = ParamSpec("P")
T = TypeVar("T")


def run(
    coroutine: Awaitable[T] | Callable[[], Awaitable[T]],
    *,
    debug: bool = False,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> T:
    """Run a coroutine, from synchronous code, on a new event loop and return its result.

    `coroutine` may also be the function that makes the coroutine. `loop_factory` chooses the loop, on
    every Python version.

    >>> async def add(a: int, b: int) -> int:
    ...     return a + b
    >>> run(add(1, 2))
    3
    """
    awaitable: Awaitable[T] = coroutine if inspect.isawaitable(coroutine) else _call(coroutine)
    main: Coroutine[Any, Any, T] = (
        awaitable if inspect.iscoroutine(awaitable) else _wait_for(awaitable)
    )
    return _run_on(loop_factory, main, debug=debug)


def run_decorator(function: Callable[P, Awaitable[T]]) -> Callable[P, T]:
    """Turn an asynchronous function into a synchronous one.

    >>> @run_decorator
    ... async def add(a: int, b: int = 0) -> int:
    ...     return a + b
    >>> add(1, b=2)
    3
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        return run(function(*args, **kwargs))

    return wrapper


def _call(main: Any) -> Any:
    if not callable(main):
        raise TypeError(f"run needs a coroutine or a function that makes one, not {main!r}")
    awaitable = main()
    if not inspect.isawaitable(awaitable):
        raise TypeError(
            f"{main!r} returned {awaitable!r}, which is not awaitable: is it an async def?"
        )
    return awaitable


async def _wait_for(awaitable: Awaitable[T]) -> T:
    return await awaitable


if sys.version_info >= (3, 11):

    def _run_on(
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None,
        coroutine: Coroutine[Any, Any, T],
        *,
        debug: bool,
    ) -> T:
        _refuse_nesting(coroutine)
        with asyncio.Runner(debug=debug or None, loop_factory=loop_factory) as runner:
            return runner.run(coroutine)

else:

    def _run_on(
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None,
        coroutine: Coroutine[Any, Any, T],
        *,
        debug: bool,
    ) -> T:
        """Do what asyncio.run does, on a loop of the caller's choice, for Python 3.10."""
        _refuse_nesting(coroutine)
        loop = asyncio.new_event_loop() if loop_factory is None else loop_factory()
        try:
            asyncio.set_event_loop(loop)
            if debug:
                loop.set_debug(debug)
            return loop.run_until_complete(coroutine)
        finally:
            try:
                _cancel_all(loop)
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.run_until_complete(loop.shutdown_default_executor())
            finally:
                asyncio.set_event_loop(None)
                loop.close()


def _refuse_nesting(coroutine: Coroutine[Any, Any, Any]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    coroutine.close()
    raise RuntimeError(
        "run cannot be called from a running event loop: await the coroutine instead"
    )


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            message = "unhandled exception during run() shutdown"
            loop.call_exception_handler({"message": message, "exception": error, "task": task})
