"""Work that goes on by itself: `schedule`, `to_background`, `force_loop_cycle`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

T = TypeVar("T")

_kept: set[asyncio.Future[Any]] = set()


def schedule(
    awaitable: Awaitable[T], *, loop: asyncio.AbstractEventLoop | None = None
) -> asyncio.Future[asyncio.Future[T]]:
    """Start an awaitable now; awaiting the returned future gives a finished future.

    Waiting never raises what the awaitable raised: only `.result()` of what was waited for does.
    Cancelling the returned future stops the awaitable.

    >>> import asyncio, nonblock
    >>> async def main() -> int:
    ...     started = schedule(asyncio.sleep(0, 3))
    ...     return (await started).result()
    >>> nonblock.run(main())
    3
    """
    loop = loop or asyncio.get_running_loop()
    future: asyncio.Future[T] = asyncio.ensure_future(awaitable, loop=loop)
    wrapper: asyncio.Future[asyncio.Future[T]] = loop.create_future()

    def deliver(_: asyncio.Future[T]) -> None:
        _kept.discard(future)
        if not wrapper.done():
            wrapper.set_result(future)

    def stop(_: asyncio.Future[asyncio.Future[T]]) -> None:
        if wrapper.cancelled():
            future.cancel()

    _kept.add(future)
    future.add_done_callback(deliver)
    wrapper.add_done_callback(stop)
    return wrapper


def to_background(coroutine: Coroutine[Any, Any, T], *, name: str | None = None) -> asyncio.Task[T]:
    """Start a coroutine that nobody needs to wait for.

    The task is kept alive until it ends (the event loop alone keeps no strong reference), and an
    exception is reported at once through the loop's exception handler, even if the task is kept.

    >>> import asyncio, nonblock
    >>> async def main() -> int:
    ...     return await to_background(asyncio.sleep(0, 3))
    >>> nonblock.run(main())
    3
    """
    task = asyncio.get_running_loop().create_task(coroutine, name=name)
    _kept.add(task)
    task.add_done_callback(_report)
    return task


async def force_loop_cycle() -> None:
    """Let the event loop run everything else that is ready, once.

    >>> import nonblock
    >>> nonblock.run(force_loop_cycle())
    """
    await asyncio.sleep(0)


def _report(task: asyncio.Task[Any]) -> None:
    _kept.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        message = f"background task {task.get_name()!r} failed"
        context = {"message": message, "exception": error, "task": task}
        task.get_loop().call_exception_handler(context)
