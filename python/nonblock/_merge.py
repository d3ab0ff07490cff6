"""`merge`: several async generators as one."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

T = TypeVar("T")


async def merge(*sources: AsyncIterable[T], limit: int | None = None) -> AsyncGenerator[T, None]:
    """Yield what several async generators yield, as it comes.

    Each source waits until its last item was taken, so a slow consumer slows all of them down. The
    first exception of a source stops the others, and is raised here. Leaving the loop closes them.

    >>> import nonblock
    >>> async def count(n: int):
    ...     for i in range(n):
    ...         yield i
    >>> async def main() -> list[int]:
    ...     return sorted([item async for item in merge(count(2), count(3))])
    >>> nonblock.run(main())
    [0, 0, 1, 1, 2]

    Args:
        *sources: Async generators, or any async iterables.
        limit: How many sources may run at once; the others wait for their turn.
    """
    if limit is not None and limit < 1:
        raise ValueError("limit must be >= 1")
    confluence = _Confluence(deque(sources), limit or max(1, len(sources)))
    try:
        confluence.admit()
        while (entry := await confluence.next()) is not None:
            item, taken = entry
            taken.set_result(None)
            yield item
    finally:
        await confluence.stop()


class _Confluence(Generic[T]):
    """The tasks that pump sources into one queue."""

    def __init__(self, sources: deque[AsyncIterable[T]], limit: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._sources = sources
        self._limit = limit
        self._items: deque[tuple[T, asyncio.Future[None]]] = deque()
        self._pumps: set[asyncio.Task[None]] = set()
        self._errors: list[BaseException] = []
        self._waiter: asyncio.Future[None] | None = None

    def admit(self) -> None:
        """Start as many sources as may run."""
        while self._sources and len(self._pumps) < self._limit:
            pump = self._loop.create_task(
                self._pump(self._sources.popleft()), name="nonblock-merge"
            )
            self._pumps.add(pump)
            pump.add_done_callback(self._ended)

    async def next(self) -> tuple[T, asyncio.Future[None]] | None:
        """Wait for the next item; None at the end, the exception of a source if one failed."""
        while not self._items:
            if self._errors:
                raise self._errors.pop(0)
            if not self._pumps:
                return None
            self._waiter = self._loop.create_future()
            await self._waiter
        return self._items.popleft()

    async def stop(self) -> None:
        """Stop every source and wait until all are closed."""
        self._sources.clear()
        for pump in self._pumps:
            pump.cancel()
        while self._pumps:
            await asyncio.wait(self._pumps)

    async def _pump(self, source: AsyncIterable[T]) -> None:
        try:
            async for item in source:
                taken: asyncio.Future[None] = self._loop.create_future()
                self._items.append((item, taken))
                self._wake()
                await taken
        finally:
            close: Any = getattr(source, "aclose", None)
            if close is not None:
                await close()

    def _ended(self, pump: asyncio.Task[None]) -> None:
        self._pumps.discard(pump)
        if not pump.cancelled() and (error := pump.exception()) is not None:
            self._errors.append(error)
        else:
            self.admit()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
