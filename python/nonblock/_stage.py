"""The engine of `resolve`: workers that run ahead of a consumer, by a bounded distance."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from nonblock._collect import give_up
from nonblock._native import Line

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cell:
    """Where one result will be."""

    __slots__ = ("error", "is_done", "result", "waiters")

    def __init__(self) -> None:
        """Start empty."""
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.waiters: list[asyncio.Future[None]] = []

    def fill(self, result: Any, error: BaseException | None) -> None:
        """Put the result in and wake those who wait for it."""
        self.is_done, self.result, self.error = True, result, error
        waiters, self.waiters = self.waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


class Stage:
    """Runs the awaitables of a source and puts results into numbered cells.

    Invariant: an item is started only while fewer than `window` started items are unconsumed, or
    while somebody waits for a result that would otherwise never be started.
    """

    def __init__(
        self, source: Iterator[Any], workers: int, window: int, *, by_readiness: bool
    ) -> None:
        """Prepare; nothing runs before somebody waits."""
        self._source = source
        self._limit = workers
        self._window = window
        self._by_readiness = by_readiness
        self._line = Line((), self._deliver)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._parked: deque[asyncio.Future[None]] = deque()
        self._pulled: deque[Any] = deque()  # taken from the source by the consumer, not yet started
        self._cells: dict[int, Cell] = {}
        self._is_exhausted = False
        self._is_stopping = False
        self._source_error: BaseException | None = None
        self._known = self._started = self._finished = self._consumed = 0
        self._handed_out = self._demanded = 0

    def hand_out(self) -> int | None:
        """Return the number of the next result, None if there is none."""
        number = self._handed_out
        if number == self._known:
            awaitable = self._pull()
            if awaitable is None:
                if self._source_error is not None:
                    error, self._source_error = self._source_error, None
                    raise error
                return None
            self._pulled.append(awaitable)
        self._handed_out += 1
        return number

    def cell(self, number: int) -> Cell:
        """Return the cell of a result that was handed out."""
        cell = self._cells.setdefault(number, Cell())
        if cell.is_done:
            del self._cells[number]
        return cell

    async def wait_for(self, number: int, cell: Cell) -> None:
        """Wait until a cell is filled."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        self._demanded = max(self._demanded, number + 1)
        self._recruit()
        self._unpark()
        waiter: asyncio.Future[None] = self._loop.create_future()
        cell.waiters.append(waiter)
        await waiter

    def consume(self) -> None:
        """Somebody took a result, or will never ask for it: there is room for one more."""
        self._consumed += 1
        self._unpark()

    def stop_soon(self) -> None:
        """Stop, called from wherever the last reference was dropped."""
        self._is_stopping = True
        if self._tasks and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)
        else:
            self._drop_rest()

    async def stop(self) -> None:
        """Stop, and wait until everything has stopped."""
        self._cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _cancel(self) -> None:
        self._is_stopping = True
        for task in self._tasks:
            task.cancel()
        self._drop_rest()

    def _drop_rest(self) -> None:
        while self._pulled:
            give_up(self._pulled.popleft())

    def _pull(self) -> Any:
        """Take one awaitable from the source; None at its end or failure."""
        if self._is_exhausted:
            return None
        try:
            awaitable = next(self._source)
        except StopIteration:
            self._is_exhausted = True
            return None
        except Exception as error:  # noqa: BLE001 - raised where the consumer gets to it
            self._is_exhausted, self._source_error = True, error
            return None
        self._known += 1
        return awaitable

    def _may_start(self) -> bool:
        return self._started < max(self._consumed + self._window, self._demanded)

    def _recruit(self) -> None:
        has_work = bool(self._pulled) or not self._is_exhausted
        if has_work and len(self._tasks) < self._limit and not self._is_stopping and self._loop:
            task = self._loop.create_task(self._work(), name="nonblock-resolve")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _unpark(self) -> None:
        while self._parked and self._may_start():
            parked = self._parked.popleft()
            if not parked.done():
                parked.set_result(None)
                return

    async def _work(self) -> None:
        while not self._is_stopping:  # also when an item turned the cancellation into an error
            if not self._may_start():
                await self._park()
                continue
            awaitable = self._pulled.popleft() if self._pulled else self._pull()
            if awaitable is None:
                return
            number = self._started
            self._started += 1
            try:
                item = self._line.run(number, awaitable)
                if item is not None:
                    self._recruit()
                    self._recruit()
                    await item
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - raised where the item is awaited
                self._fill(number, None, error)
            del awaitable

    async def _park(self) -> None:
        assert self._loop is not None  # noqa: S101 - a worker runs in a loop
        parked: asyncio.Future[None] = self._loop.create_future()
        self._parked.append(parked)
        await parked

    def _deliver(self, number: int, result: Any) -> None:
        self._fill(number, result, None)

    def _fill(self, number: int, result: Any, error: BaseException | None) -> None:
        if self._by_readiness:
            number = self._finished
        self._finished += 1
        if number < self._handed_out:
            self._cells.pop(number, Cell()).fill(result, error)
        else:
            self._cells.setdefault(number, Cell()).fill(result, error)
