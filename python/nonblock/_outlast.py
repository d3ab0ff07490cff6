"""A caller that waits for the end of a call even when it is cancelled, and how the call hears of that."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from nonblock import _native

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonblock._native import ThreadWorker

T = TypeVar("T")


class _Here(threading.local):
    """The worker whose thread this is."""

    worker: ThreadWorker | None = None


here = _Here()


def check_cancelled() -> None:
    """Raise `asyncio.CancelledError` if the caller of the function that runs here was cancelled.

    For functions that run in `in_thread` or `in_process` and can stop half-way: they call it where stopping does no
    harm. Elsewhere it does nothing.

    >>> import nonblock
    >>> def work(n: int) -> int:
    ...     for _ in range(n):
    ...         nonblock.check_cancelled()
    ...     return n
    >>> async def main() -> int:
    ...     return await nonblock.in_thread(work, 3)
    >>> nonblock.run(main())
    3
    """
    worker = here.worker
    is_unwanted = worker.is_unwanted() if worker is not None else _native.is_call_unwanted()
    if is_unwanted:
        raise asyncio.CancelledError


async def outlast(
    future: asyncio.Future[T],
    ask_to_stop: Callable[[], object],
    timeout: float | None,
    too_late: Callable[[], Exception],
) -> T:
    """Return the result of a call; when cancelled, or after `timeout`, ask it to stop and wait for its end."""
    error: BaseException | None = None
    while True:
        try:
            done, _ = await asyncio.wait([future], timeout=timeout)
        except asyncio.CancelledError as cancelled:
            error = error or cancelled
        else:
            if done:
                break
            error = error or too_late()
        timeout = None
        ask_to_stop()
    try:
        if error is None:
            return future.result()
        if not future.cancelled():
            future.exception()  # seen, and of no use to anybody
        raise error
    finally:
        del error, future


def check_on_cancel(value: str, *others: str) -> None:
    """Refuse an `on_cancel` that does not exist."""
    if value not in others:
        raise ValueError(f"on_cancel must be one of {', '.join(map(repr, others))}, not {value!r}")


def never_late() -> Any:
    """Stand in where there is no timeout."""
    raise AssertionError("there is no timeout")
