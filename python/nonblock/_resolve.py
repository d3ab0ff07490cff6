"""`resolve` and `as_completed`: results one by one, while the rest is on its way."""

from __future__ import annotations

from collections.abc import Collection, Coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nonblock._stage import Stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator, Iterable
    from types import TracebackType

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

AHEAD = 1024
"""How many results may wait for the consumer if `worker_greediness` does not say."""


def resolve(
    awaitables: Iterable[Awaitable[T]],
    *,
    workers: int = 1024,
    worker_greediness: int = 0,
) -> Results[T]:
    """Run awaitables concurrently and hand out their results in order, while the rest goes on.

    The input is consumed as workers become free and results are taken: a slow consumer slows the
    producer down. An item's exception is raised where its result would be; the others go on.
    Leaving the loop, however it happens, stops what is still running.

    >>> import asyncio, nonblock
    >>> async def double(n: int) -> int:
    ...     await asyncio.sleep(0)
    ...     return 2 * n
    >>> async def main() -> list[int]:
    ...     return [result async for result in resolve(map(double, range(3)), workers=2)]
    >>> nonblock.run(main())
    [0, 2, 4]

    aioextensions' form works too, and its awaitables may be awaited in any order, or not at all:

    >>> async def main() -> list[int]:
    ...     return [await result for result in resolve(map(double, range(3)))]
    >>> nonblock.run(main())
    [0, 2, 4]

    Args:
        awaitables: An iterable of awaitables.
        workers: How many may be in flight at once.
        worker_greediness: How many finished results each worker may keep for a slow consumer; 0
            allows 1024 for all workers together.
    """
    if workers < 1:
        raise ValueError("workers must be >= 1")
    if worker_greediness < 0:
        raise ValueError("worker_greediness must be >= 0")
    return Results(awaitables, workers, worker_greediness, by_readiness=False)


def as_completed(awaitables: Iterable[Awaitable[T]], *, limit: int | None = None) -> Results[T]:
    """Run awaitables concurrently, at most `limit` at a time, and hand out results as they come.

    Like `asyncio.as_completed`, with a limit, lazily, and stopped when the loop over it is left.

    >>> import asyncio, nonblock
    >>> async def main() -> list[str]:
    ...     jobs = [asyncio.sleep(0.02, "late"), asyncio.sleep(0, "early")]
    ...     return [await result for result in as_completed(jobs, limit=2)]
    >>> nonblock.run(main())
    ['early', 'late']
    """
    if limit is not None and limit < 1:
        raise ValueError("limit must be >= 1")
    return Results(awaitables, limit or AHEAD, 0, by_readiness=True)


class Results(Generic[T]):
    """What `resolve` and `as_completed` return: an iterator of awaitables, or an async iterator."""

    def __init__(
        self,
        awaitables: Iterable[Awaitable[T]],
        workers: int,
        greediness: int,
        *,
        by_readiness: bool,
    ) -> None:
        """Prepare; nothing runs before the first result is awaited."""
        if isinstance(awaitables, Collection):
            workers = max(1, min(workers, len(awaitables)))
        window = workers * (greediness + 1) if greediness else workers + AHEAD
        stage = Stage(iter(awaitables), workers, window, by_readiness=by_readiness)
        self._lease: Lease | None = Lease(stage)

    def __iter__(self) -> Results[T]:
        """Iterate over awaitables, one for each result."""
        return self

    def __next__(self) -> Coroutine[Any, Any, T]:
        """Return an awaitable of the next result."""
        if self._lease is None:
            raise StopIteration
        number = self._lease.stage.hand_out()
        if number is None:
            self._lease = None
            raise StopIteration
        return Result(self._lease, number)

    def __aiter__(self) -> Results[T]:
        """Iterate over results."""
        return self

    async def __anext__(self) -> T:
        """Wait for the next result."""
        try:
            result = next(self)
        except StopIteration:
            raise StopAsyncIteration from None
        return await result

    async def aclose(self) -> None:
        """Stop what is running, and wait until it has stopped."""
        lease, self._lease = self._lease, None
        if lease is not None:
            await lease.stage.stop()

    async def __aenter__(self) -> Results[T]:
        """Use as `async with resolve(...) as results` to wait, at the end, for what must stop."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop what is running."""
        await self.aclose()


class Lease:
    """Held by everybody who may still want a result; when the last one lets go, the rest stops."""

    __slots__ = ("stage",)

    def __init__(self, stage: Stage) -> None:
        """Hold a stage."""
        self.stage = stage

    def __del__(self) -> None:
        """Nobody wants anything any more."""
        self.stage.stop_soon()


class Result(Coroutine[Any, Any, T_co]):
    """An awaitable of one result; may be awaited at any time, in any order, also again."""

    __slots__ = ("__weakref__", "_cell", "_lease", "_number", "_steps")

    def __init__(self, lease: Lease, number: int) -> None:
        """Refer to result `number` of a stage."""
        self._lease: Lease | None = lease
        self._number = number
        self._cell = lease.stage.cell(number)
        self._steps: Generator[Any, None, T_co] | None = None

    def __await__(self) -> Generator[Any, None, T_co]:
        """Wait for the result; a timeout or cancellation here leaves the item running."""
        cell = self._cell
        while not cell.is_done and self._lease is not None:
            yield from self._lease.stage.wait_for(self._number, cell).__await__()
        self._let_go()
        if cell.error is not None:
            raise cell.error
        result: T_co = cell.result
        return result

    def send(self, value: None) -> Any:
        """Step, as a coroutine does."""
        if self._steps is None:
            self._steps = self.__await__()
        return self._steps.send(value)

    def throw(self, typ: Any, val: Any = None, tb: Any = None) -> Any:
        """Raise in the waiting coroutine, as a coroutine does."""
        if self._steps is None:
            self._steps = self.__await__()
        error = typ if val is None else val
        return self._steps.throw(error if tb is None else error.with_traceback(tb))

    def close(self) -> None:
        """Wait no more."""
        if self._steps is not None:
            self._steps.close()
        self._let_go()

    def __del__(self) -> None:
        """A result that nobody will ask for makes room for the next one."""
        self._let_go()

    def _let_go(self) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            lease.stage.consume()
