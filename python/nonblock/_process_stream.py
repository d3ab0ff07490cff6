"""The consumer's end of a generator that runs in a worker process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from nonblock._process_pool import ProcessPool

T = TypeVar("T")

_FIRST = 4
_MOST = 1024
_BYTES_AHEAD = 4 << 20
_GRACE = 1.0


class Stream(Generic[T]):
    """Items that came and were not taken yet. The native pool calls `put`, `set_result` and `set_exception`."""

    def __init__(  # noqa: PLR0913, PLR0917 - a call and where it comes from
        self,
        loop: asyncio.AbstractEventLoop,
        pool: ProcessPool,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        timeout: float | None,
        context: dict[tuple[str, str], Any] | None,
    ) -> None:
        """Start the generator."""
        self._loop = loop
        self._items: list[T] = []
        self._is_over = False
        self._error: BaseException | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._window = self._credit = _FIRST
        self._size = 0.0
        port = pool.port(loop)
        self._core = pool.core()
        self._call = self._core.submit(port, self, function, args, kwargs, timeout, _FIRST, context)
        self._core.flush()

    def put(self, item: T, size: int) -> None:
        """Take an item of `size` bytes."""
        self._credit -= 1
        self._size += (size - self._size) / 8
        self._items.append(item)
        self._wake()

    def done(self) -> bool:
        """Whether nothing more comes."""
        return self._is_over

    def set_result(self, _value: object) -> None:
        """Take the end."""
        self._is_over = True
        self._wake()

    def set_exception(self, error: BaseException) -> None:
        """Take the end by an exception, which is raised after the items before it."""
        self._is_over = True
        self._error = error
        self._wake()

    def cancel(self) -> None:
        """Take the end by a kill."""
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self) -> None:
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    async def next_batch(self) -> list[T] | None:
        """Return the items that are here, at least one; None at the end."""
        while not self._items:
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            if self._is_over:
                return None
            self._grant()
            await self._wait()
        batch, self._items = self._items, []
        return batch

    def _grant(self) -> None:
        """Let the worker run ahead again, by as much as memory allows, once half of the window is used."""
        self._window = int(
            min(self._window * 2, _MOST, max(2, _BYTES_AHEAD // max(1, int(self._size))))
        )
        if self._credit <= self._window // 2:
            self._core.grant(self._call, self._window - self._credit)
            self._credit = self._window

    async def close(self) -> None:
        """Close the generator where it stands; kill its worker if it does not follow."""
        if self._is_over:
            return
        self._core.close_stream(self._call)
        deadline = self._loop.call_later(_GRACE, self._core.cancel, self._call)
        try:
            while not self._is_over:
                await self._wait()
        except BaseException:
            self._core.cancel(self._call)
            raise
        finally:
            deadline.cancel()
            self._items.clear()
