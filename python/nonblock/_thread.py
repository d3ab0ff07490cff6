"""`Thread`: a thread that is joined from synchronous code and awaited from asynchronous code."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

P = ParamSpec("P")
T = TypeVar("T")


class Thread(Generic[T]):
    """A function that runs in a thread of its own.

    Start it, then join it or await it; `result()` and `exception()` tell how it ended. Awaiting it
    and being cancelled leaves the thread running. It does not keep the program from ending.

    >>> thread = Thread(pow, 2, 10)
    >>> thread.start()
    >>> thread.join()
    True
    >>> thread.result()
    1024
    """

    def __init__(self, target: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Prepare to call `target(*args, **kwargs)` in a thread."""
        self._future: Future[T] = Future()
        run = copy_context().run
        self._thread = threading.Thread(
            target=run, args=(self._run, target, args, kwargs), daemon=True
        )
        self._thread.name = f"{getattr(target, '__name__', 'nonblock')}-{self._thread.name}"

    @property
    def name(self) -> str:
        """The thread's name; may be set before and after the start."""
        return self._thread.name

    @name.setter
    def name(self, name: str) -> None:
        self._thread.name = name

    def start(self) -> None:
        """Start the thread; once."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Tell whether the thread runs."""
        return self._thread.is_alive()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until the thread ends, at most `timeout` seconds; tell whether it did.

        This blocks: await the thread instead, where there is an event loop.
        """
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def result(self, timeout: float | None = None) -> T:
        """Wait for the function and return its result, or raise what it raised."""
        self._require_start()
        return self._future.result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the function and return what it raised, None if it returned."""
        self._require_start()
        return self._future.exception(timeout)

    def __await__(self) -> Generator[Any, None, T]:
        """Wait for the function and return its result, or raise what it raised."""
        self._require_start()
        return self._wait().__await__()

    async def _wait(self) -> T:
        return await asyncio.shield(asyncio.wrap_future(self._future))

    def _require_start(self) -> None:
        if self._thread.ident is None:
            raise RuntimeError("the thread was not started: call start() first")

    def _run(self, target: Callable[..., T], args: Any, kwargs: Any) -> None:
        try:
            result = target(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - it belongs to the future
            self._future.set_exception(error)
        else:
            self._future.set_result(result)
