"""What `nonblock.aioextensions` does otherwise than `nonblock`, for the sake of old programs."""

from __future__ import annotations

import importlib
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import nonblock._run
from nonblock._generator import GenerateInThread
from nonblock._generator import generate_in_thread as _generate_in_thread

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

P = ParamSpec("P")
T = TypeVar("T")

generate_in_thread: GenerateInThread = _generate_in_thread.options(ahead=0)
"""`nonblock.generate_in_thread`, one item at a time."""


def run(coroutine: Awaitable[T] | Callable[[], Awaitable[T]], *, debug: bool = False) -> T:
    """Run a coroutine, from synchronous code, on uvloop if it is installed.

    >>> async def add(a: int, b: int) -> int:
    ...     return a + b
    >>> run(add(1, 2))
    3
    """
    return nonblock._run.run(coroutine, debug=debug, loop_factory=_fastest_loop())  # noqa: SLF001


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


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        uvloop: Any = importlib.import_module("uvloop")
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
