"""A fixed set of tasks that drives many awaitables: the engine of `collect`.

A task per item is what `asyncio.gather` costs. Here at most `limit` tasks share one `Line`: each
takes an item, awaits it, takes the next. Tasks are recruited only when an item has to wait, two at
a time, so that a thousand of them stand ready after ten turns of the loop and none is made for
nothing.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from nonblock._native import Line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator


class ItemCancelledError(Exception):
    """An item was cancelled from inside, not because the caller was.

    It is an ordinary exception so that the caller is not taken for cancelled itself; its cause is
    the item's CancelledError.
    """


class Workers:
    """Runs every awaitable of a source, at most `limit` at a time, and stops at the first error."""

    def __init__(
        self,
        source: Iterator[Any],
        sink: list[Any] | Callable[[int, Any], object],
        limit: int,
        keep: Callable[[int, BaseException], object] | None = None,
    ) -> None:
        """Prepare to run; with `keep`, an item's error goes there and the others go on."""
        self._line = Line(source, sink)
        self._limit = limit
        self._keep = keep
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_exhausted = False
        self._is_stopping = False
        self._error: BaseException | None = None
        self._all_done = self._loop.create_future()

    async def run(self) -> None:
        """Run to the end; when this returns or raises, nothing of it is left running."""
        self._recruit()
        cancelled: asyncio.CancelledError | None = None
        while self._tasks:
            try:
                await self._all_done
            except asyncio.CancelledError as error:  # noqa: PERF203 - once per cancellation
                if self._all_done.cancelled():
                    self._all_done = self._loop.create_future()
                if cancelled is None and self._error is None:
                    cancelled = self._error = error
                self._stop()
        if self._error is not None:
            try:
                raise self._error
            finally:
                self._error = cancelled = None

    def _recruit(self) -> None:
        if len(self._tasks) < self._limit and not self._is_exhausted and not self._is_stopping:
            task = self._loop.create_task(self._work(), name="nonblock-collect")
            self._tasks.add(task)
            task.add_done_callback(self._dismiss)

    def _dismiss(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)  # KeyboardInterrupt or SystemExit: the loop is told as well
        if not self._tasks and not self._all_done.done():
            self._all_done.set_result(None)

    async def _work(self) -> None:
        has_recruited = False
        while not self._is_stopping:
            try:
                item = self._line.advance()
                if item is not None and not has_recruited:
                    has_recruited = True
                    self._recruit()
                    self._recruit()
                while item is not None:
                    await item
                    item = self._line.advance()
            except (KeyboardInterrupt, SystemExit):  # noqa: PERF203 - once per worker, not per item
                raise
            except BaseException as error:  # noqa: BLE001 - it goes to the one who awaits the whole
                self._settle(self._line.failed, error)
            else:
                self._is_exhausted = True
                return

    def _settle(self, index: int | None, error: BaseException) -> None:
        """Put an error where it belongs: with its item, or with the caller."""
        is_cancelled = isinstance(error, asyncio.CancelledError)
        if self._is_stopping and is_cancelled:
            return
        if is_cancelled:
            _uncancel()
        if index is not None and self._keep is not None and not self._is_stopping:
            self._keep(index, error)
            return
        if is_cancelled and index is not None:
            wrapped = ItemCancelledError(f"item {index} was cancelled")
            wrapped.__cause__ = error
            error = wrapped
        self._fail(error, index)

    def _fail(self, error: BaseException, index: int | None = None) -> None:
        if self._error is None:
            self._error = error
        elif self._error is not error and sys.version_info >= (3, 11):
            place = "" if index is None else f" item {index}"
            self._error.add_note(f"while the others were cancelled,{place} raised {error!r}")
        self._stop()

    def _stop(self) -> None:
        self._is_stopping = True
        for task in self._tasks:
            task.cancel()


class AsyncWorkers(Workers):
    """The same for a source that is itself asynchronous."""

    def __init__(
        self,
        source: AsyncIterator[Any],
        sink: list[Any] | Callable[[int, Any], object],
        limit: int,
        keep: Callable[[int, BaseException], object] | None = None,
    ) -> None:
        """Prepare to run."""
        super().__init__(iter(()), sink, limit, keep)
        self._source = source
        self._turn = asyncio.Lock()
        self._taken = 0

    async def _work(self) -> None:
        while not self._is_stopping:
            index: int | None = None
            try:
                async with self._turn:
                    if self._is_exhausted:
                        return
                    try:
                        awaitable = await self._source.__anext__()
                    except StopAsyncIteration:
                        self._is_exhausted = True
                        return
                    index = self._taken
                    self._taken += 1
                self._recruit()
                item = self._line.run(index, awaitable)
                if item is not None:
                    await item
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - it goes to the one who awaits the whole
                self._settle(index, error)


if sys.version_info >= (3, 11):

    def _uncancel() -> None:
        """Forget a cancellation that was an item's own: the worker goes on with other items."""
        task = asyncio.current_task()
        while task is not None and task.cancelling():
            task.uncancel()

else:

    def _uncancel() -> None:
        """Python 3.10 keeps no count of cancellations."""
