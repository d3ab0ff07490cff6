"""One attempt at a call: what may end it besides its own end is a timeout, or the end of the connection."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from nonblock._cluster_parcel import timed_out

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine

    from nonblock._cluster_engine import Call, Engine

_END = object()


class Attempt:
    """Awaits one call, or draws its items, and keeps its time."""

    def __init__(self, engine: Engine, call: Call) -> None:
        """Prepare; nothing is sent yet."""
        self._engine = engine
        self._call = call
        self.task: asyncio.Task[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_expired = False
        self._is_closed = False
        call.on_start = self._start_clock

    async def run(self) -> Any:
        """Await the result."""
        try:
            return await self._guarded(self._engine.submit(self._call))
        except BaseException:
            self._engine.cancel(self._call)
            raise
        finally:
            self._stop_clock()

    async def items(self) -> AsyncGenerator[Any, None]:
        """Draw the items."""
        items = self._engine.stream(self._call)
        try:
            while (item := await self._guarded(_next_of(items))) is not _END:
                yield item
        finally:
            self._stop_clock()
            await items.aclose()

    def close(self) -> None:
        """End it, because the connection ends."""
        self._is_closed = True
        self._cancel()

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Await the engine, in a task of its own that others than the caller can cancel."""
        try:
            self._check()
        except BaseException:
            work.close()
            raise
        self.task = task = asyncio.ensure_future(_boxed(work))
        try:
            # Unlike `await task`, this is cancelled by the caller's end alone: an expiry is no cancellation.
            await asyncio.wait({task})
            if task.cancelled():
                self._check()
            result, error = task.result()
            if error is not None:
                raise error
            return result  # noqa: TRY300 - an `else` would be far from what it belongs to
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            if not task.cancelled():
                task.exception()  # looked at, so that nobody complains
            raise
        finally:
            self.task = None
            # The exception knows this frame, the task knows the exception: break the circle.
            del task
            error = None

    def _check(self) -> None:
        """Raise what ended this from outside."""
        if self._is_expired:
            raise timed_out(self._call)
        if self._is_closed:
            raise RuntimeError(f"the cluster was closed while {self._call.name} ran")

    def _start_clock(self) -> None:
        if self._call.timeout is not None and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._call.timeout, self._expire)

    def _stop_clock(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _expire(self) -> None:
        self._is_expired = True
        self._cancel()

    def _cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()


async def _boxed(
    work: Coroutine[Any, Any, Any],
) -> tuple[Any, None] | tuple[None, BaseException]:
    """Return what a task must not raise: it would end the event loop instead of reaching the one who awaits."""
    try:
        return await work, None
    except (SystemExit, KeyboardInterrupt) as error:
        return None, error


async def _next_of(items: AsyncGenerator[Any, None]) -> Any:
    async for item in items:
        return item
    return _END
