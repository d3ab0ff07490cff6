"""`rate_limited`: at most so many calls in so long, and not closer than so."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import deque
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from nonblock._native import RateLog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Hashable, MutableMapping

P = ParamSpec("P")
T = TypeVar("T")


def rate_limited(
    *,
    max_calls: int,
    max_calls_period: float,
    min_seconds_between_calls: float = 0,
    key: Callable[..., Hashable] | None = None,
    per_instance: bool = False,
) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """Limit how often an asynchronous function starts; excess calls wait in order.

    In any window of `max_calls_period` seconds at most `max_calls` start, and two starts are at
    least `min_seconds_between_calls` apart. A caller that is cancelled while it waits uses no slot.

    >>> import nonblock
    >>> @rate_limited(max_calls=2, max_calls_period=0.01)
    ... async def query(n: int) -> int:
    ...     return n
    >>> nonblock.run(nonblock.collect(map(query, range(4))))
    (0, 1, 2, 3)

    Args:
        max_calls: How many calls may start in a period.
        max_calls_period: The period, in seconds.
        min_seconds_between_calls: The least distance between two starts.
        key: Called with the arguments of each call; each result has a limit of its own.
        per_instance: For methods: each instance has a limit of its own.
    """
    if max_calls < 1:
        raise ValueError("max_calls must be >= 1")
    if max_calls_period <= 0:
        raise ValueError("max_calls_period must be > 0")
    if min_seconds_between_calls < 0:
        raise ValueError("min_seconds_between_calls must be >= 0")
    if per_instance and key is not None:
        raise ValueError("key and per_instance exclude each other: let key include the instance")

    def create() -> _Limiter:
        return _Limiter(RateLog(max_calls, max_calls_period, min_seconds_between_calls))

    def decorator(function: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        find = _finder(create, key, per_instance=per_instance)

        @wraps(function)
        async def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            await find(*args, **kwargs).acquire()
            return await function(*args, **kwargs)

        return wrapper

    return decorator


def _finder(
    create: Callable[[], _Limiter],
    key: Callable[..., Hashable] | None,
    *,
    per_instance: bool,
) -> Callable[..., _Limiter]:
    """Return what finds the limiter of a call by its arguments."""
    if per_instance:
        by_instance: weakref.WeakKeyDictionary[Any, _Limiter] = weakref.WeakKeyDictionary()

        def of_instance(instance: Any, *_args: Any, **_kwargs: Any) -> _Limiter:
            return _get(by_instance, instance, create)

        return of_instance
    if key is not None:
        by_key: dict[Hashable, _Limiter] = {}
        return lambda *args, **kwargs: _get(by_key, key(*args, **kwargs), create)
    only = create()
    return lambda *_args, **_kwargs: only


def _get(
    known: MutableMapping[Any, _Limiter], key: Any, create: Callable[[], _Limiter]
) -> _Limiter:
    limiter = known.get(key)
    if limiter is None:
        limiter = known[key] = create()
    return limiter


class _Limiter:
    """One log of calls, and on each event loop a line of callers that wait for a slot."""

    def __init__(self, log: RateLog) -> None:
        self._log = log
        self._lines: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _WaitingLine]
        self._lines = weakref.WeakKeyDictionary()

    async def acquire(self) -> None:
        """Wait for a slot."""
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            line = self._lines[loop] = _WaitingLine(self._log)
        await line.acquire(loop)


class _WaitingLine:
    """The callers of one event loop, first come, first served."""

    def __init__(self, log: RateLog) -> None:
        self._log = log
        self._waiters: deque[asyncio.Future[float]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._waiters and self._log.ask(time.monotonic()) is None:
            return
        waiter: asyncio.Future[float] = loop.create_future()
        self._waiters.append(waiter)
        self._serve(loop)
        try:
            await waiter
        except BaseException:
            if waiter.done() and not waiter.cancelled():
                # Granted and cancelled in one turn of the loop: the slot is free again.
                self._log.take_back(waiter.result())
            else:
                with suppress(ValueError):  # the line was served meanwhile and left it out
                    self._waiters.remove(waiter)
            self._rearm(loop)
            raise

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        """Grant slots from the front of the line; set the timer for the first that must wait."""
        if self._timer is not None:
            return
        while self._waiters:
            now = time.monotonic()
            due = self._log.ask(now)
            if due is not None:
                # A loop's clock may be coarse (uvloop: 1 ms), so the log is asked again on waking.
                self._timer = loop.call_later(due - now, self._wake, loop)
                return
            waiter = self._waiters.popleft()
            if waiter.done():
                self._log.take_back(now)
            else:
                waiter.set_result(now)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self._serve(loop)

    def _rearm(self, loop: asyncio.AbstractEventLoop) -> None:
        """A slot or a place came free: look again, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._serve(loop)
