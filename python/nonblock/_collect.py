"""`collect` and `gather`: many awaitables, a bounded number at a time, results in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from nonblock._progress import progress_bar
from nonblock._workers import AsyncWorkers, Workers

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable

T = TypeVar("T")


@overload
async def collect(
    awaitables: Iterable[Awaitable[T]] | AsyncIterable[Awaitable[T]],
    *,
    workers: int = 1024,
    return_exceptions: Literal[False] = False,
    isolation: Literal["context", "task"] = "context",
    progress: bool | str = False,
) -> tuple[T, ...]: ...


@overload
async def collect(
    awaitables: Iterable[Awaitable[T]] | AsyncIterable[Awaitable[T]],
    *,
    workers: int = 1024,
    return_exceptions: bool,
    isolation: Literal["context", "task"] = "context",
    progress: bool | str = False,
) -> tuple[T | BaseException, ...]: ...


async def collect(
    awaitables: Iterable[Awaitable[Any]] | AsyncIterable[Awaitable[Any]],
    *,
    workers: int = 1024,
    return_exceptions: bool = False,
    isolation: Literal["context", "task"] = "context",
    progress: bool | str = False,
) -> tuple[Any, ...]:
    """Run awaitables concurrently, at most `workers` at a time; return their results in order.

    The input is consumed as workers become free, so an endless or huge generator of coroutines
    costs the memory of `workers` of them. When one fails, the others are cancelled, awaited, and
    then its exception is raised; cancelling `collect` does the same. Nothing is left running.

    >>> import asyncio, nonblock
    >>> async def double(n: int) -> int:
    ...     await asyncio.sleep(0)
    ...     return 2 * n
    >>> async def main() -> tuple[int, ...]:
    ...     return await collect(map(double, range(5)), workers=2)
    >>> nonblock.run(main())
    (0, 2, 4, 6, 8)

    Args:
        awaitables: An iterable or async iterable of coroutines, tasks, futures, or any awaitable.
        workers: How many may be in flight at once.
        return_exceptions: Return exceptions as results instead of stopping at the first.
        isolation: With `"context"`, items are driven by a few tasks, each item in its own copy of
            the context: `asyncio.current_task()` is the driving task, which later drives other
            items (timeouts and cancel scopes work). With `"task"`, each item is a task of its own,
            as in `asyncio.gather`, at that price.
        progress: Show a progress bar (with rich or tqdm, whichever is installed); a string is its
            title.
    """
    _check(workers, isolation)
    size = len(awaitables) if isinstance(awaitables, Collection) else None
    if size == 0:
        return ()
    results: list[Any] = []
    with progress_bar(progress, size) as advance:
        sink = results if advance is None else _counting(results, advance)
        keep = _keeper(results, advance) if return_exceptions else None
        limit = workers if size is None else min(workers, size)
        if isinstance(awaitables, AsyncIterable):
            source = awaitables if isolation == "context" else _as_tasks_later(awaitables)
            await AsyncWorkers(source.__aiter__(), sink, limit, keep).run()
        else:
            iterator = iter(awaitables)
            tasks = map(_as_task, iterator) if isolation == "task" else iterator
            try:
                await Workers(tasks, sink, limit, keep).run()
            except BaseException:
                if size is not None:
                    _give_up(iterator)
                raise
    return tuple(results)


async def gather(
    *awaitables: Awaitable[T],
    limit: int | None = None,
    return_exceptions: bool = False,
) -> list[Any]:
    """Run awaitables concurrently, at most `limit` at a time; return their results in order.

    Like `asyncio.gather`, with a limit, and without leftovers: when one fails, the others are
    cancelled and awaited before its exception is raised.

    >>> import asyncio, nonblock
    >>> async def main() -> list[str]:
    ...     return await gather(asyncio.sleep(0, "a"), asyncio.sleep(0, "b"), limit=1)
    >>> nonblock.run(main())
    ['a', 'b']
    """
    if limit is not None and limit < 1:
        for awaitable in awaitables:
            give_up(awaitable)
        raise ValueError("limit must be >= 1")
    workers = limit or max(1, len(awaitables))
    return list(await collect(awaitables, workers=workers, return_exceptions=return_exceptions))


def give_up(awaitable: Any) -> None:
    """Close a coroutine that will not be awaited; cancel a task or future."""
    if asyncio.isfuture(awaitable):
        awaitable.cancel()
    elif asyncio.iscoroutine(awaitable):
        awaitable.close()


def _give_up(rest: Iterator[Any]) -> None:
    for awaitable in rest:
        give_up(awaitable)


def _check(workers: int, isolation: str) -> None:
    if workers < 1:
        raise ValueError("workers must be >= 1")
    if isolation not in {"context", "task"}:
        raise ValueError(f"isolation must be 'context' or 'task', not {isolation!r}")


def _as_task(awaitable: Awaitable[T]) -> asyncio.Future[T]:
    return asyncio.ensure_future(awaitable)


async def _as_tasks_later(
    awaitables: AsyncIterable[Awaitable[T]],
) -> AsyncGenerator[asyncio.Future[T], None]:
    async for awaitable in awaitables:
        yield asyncio.ensure_future(awaitable)


def _counting(results: list[Any], advance: Any) -> Any:
    def deliver(index: int, result: object) -> None:
        _put(results, index, result)
        advance()

    return deliver


def _keeper(results: list[Any], advance: Any) -> Any:
    def keep(index: int, error: BaseException) -> None:
        _put(results, index, error)
        if advance is not None:
            advance()

    return keep


def _put(results: list[Any], index: int, result: object) -> None:
    while len(results) <= index:
        results.append(None)
    results[index] = result
