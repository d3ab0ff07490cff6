"""A thread that does the blocking work of an engine, one thing after the other."""

from __future__ import annotations

import asyncio
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    _Reply = tuple[asyncio.AbstractEventLoop, asyncio.Future[Any]]
    _Job = tuple[Callable[..., Any], tuple[Any, ...], _Reply | None]

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """A thread that never ends, with a queue of things to do.

    Not a pool: the kernel ends what Ray starts together with the thread that started it, and a call must be handed
    over before it can be cancelled.
    """

    def __init__(self, name: str) -> None:
        """Start the thread."""
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    def post(self, function: Callable[P, object], /, *args: P.args, **_: P.kwargs) -> None:
        """Do this after everything before; nobody waits for it, so it must not raise."""
        self._jobs.put((function, args, None))

    async def ask(self, function: Callable[P, T], /, *args: P.args, **_: P.kwargs) -> T:
        """Do this after everything before, even if the caller is cancelled meanwhile; return its result."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((function, args, (loop, future)))
        try:
            return await future
        finally:
            del future

    def _serve(self) -> None:
        while True:
            function, args, reply = self._jobs.get()
            try:
                result, error = function(*args), None
            except BaseException as raised:  # noqa: BLE001 - it belongs to who asked
                result, error = None, raised
            if reply is not None:
                loop, future = reply
                _deliver(loop, future, result, error)
                del loop, future
            del function, args, reply, result, error


def _deliver(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Any],
    result: Any,
    error: BaseException | None,
) -> None:
    def settle() -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    if not loop.is_closed():
        try:
            loop.call_soon_threadsafe(settle)
        except RuntimeError:
            return  # it was closed just now: nobody waits any more


async def undo_if_abandoned(work: Coroutine[Any, Any, T], undo: Callable[[T], object]) -> T:
    """Await what cannot be stopped; if the caller is cancelled meanwhile, undo its result when it comes."""
    future = asyncio.ensure_future(work)

    def undo_late(done: asyncio.Future[T]) -> None:
        if not done.cancelled() and done.exception() is None:
            undo(done.result())

    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        future.add_done_callback(undo_late)
        raise
