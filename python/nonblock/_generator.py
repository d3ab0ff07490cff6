"""`generate_in_thread`: iterate over a blocking generator while a thread runs it."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from nonblock._arguments import not_callable
from nonblock._native import GeneratorStream
from nonblock._ports import port_of
from nonblock._producer import End, Producer, Stepper, listens
from nonblock._thread_pool import ThreadPool

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable

P = ParamSpec("P")
Y = TypeVar("Y")

AHEAD = 1024
"""How many items a generator may run ahead of its consumer."""

PATIENCE: float = 1.0
"""Seconds that `aclose` waits for a generator that sits in a blocking call; then it is left to
itself."""

_POOL = ThreadPool(1024, name="nonblock-generator")
"""Threads that belong to a generator for its whole life, so that they do not starve `in_thread`."""


class GenerateInThread:
    """Iterate over a blocking generator or iterator while a thread runs it.

    `function(*args, **kwargs)` is called in the thread, runs there to its end, and is closed there:
    one thread for its whole life, so that a database connection made in it stays usable. Items
    travel in bursts, at most 1024 ahead of the consumer.

    A generator that uses what `yield` returns is never run ahead: `asend` reaches it step by step.
    The same is asked for by `generate_in_thread.options(ahead=0)`: do so if items are valid only
    until the generator is resumed, or if it must not do work that nobody may ask for.

    >>> import nonblock
    >>> def read_lines(n: int):
    ...     for i in range(n):
    ...         yield f"line {i}"
    >>> async def main() -> list[str]:
    ...     return [line async for line in nonblock.generate_in_thread(read_lines, 2)]
    >>> nonblock.run(main())
    ['line 0', 'line 1']
    """

    def __init__(self, ahead: int = AHEAD, pool: ThreadPool | None = None) -> None:
        """Remember the options."""
        if ahead < 0:
            raise ValueError("ahead must be >= 0")
        self._ahead = ahead
        self._pool = pool

    def __call__(
        self, function: Callable[P, Iterable[Y]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[Y, Any]:
        """Iterate over `function(*args, **kwargs)` while a thread runs it."""
        if not callable(function):
            raise not_callable("generate_in_thread", function)
        if self._ahead == 0 or listens(function):
            return _step(function, args, kwargs)
        return _run_ahead(self._ahead, self._pool or _POOL, function, args, kwargs)

    def options(self, *, ahead: int = AHEAD, pool: ThreadPool | None = None) -> GenerateInThread:
        """Return `generate_in_thread` with options.

        >>> import nonblock
        >>> one_by_one = nonblock.generate_in_thread.options(ahead=0)
        >>> async def main() -> list[int]:
        ...     return [n async for n in one_by_one(range, 3)]
        >>> nonblock.run(main())
        [0, 1, 2]

        Args:
            ahead: How many items the generator may run ahead of its consumer; 0: not at all, each
                item is produced when it is asked for.
            pool: The pool whose thread runs the generator ahead.
        """
        return GenerateInThread(ahead, pool)


async def _run_ahead(
    ahead: int, pool: ThreadPool, function: Callable[..., Iterable[Y]], args: Any, kwargs: Any
) -> AsyncGenerator[Y, Any]:
    consumer: _Consumer[Y] = _Consumer(ahead, pool, function, args, kwargs)
    try:
        while (burst := await consumer.next_burst()) is not None:
            for item in burst:
                if (sent := (yield item)) is not None:
                    consumer.refuse(sent)
            del burst
    except asyncio.CancelledError:
        consumer.leave()
        raise
    except BaseException:
        await consumer.close()
        raise


class _Consumer(Generic[Y]):
    """The event loop's side of a generator that runs ahead."""

    def __init__(
        self,
        ahead: int,
        pool: ThreadPool,
        function: Callable[..., Iterable[Y]],
        args: Any,
        kwargs: Any,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = pool.native
        port = port_of(self._loop)
        self._stream = GeneratorStream(ahead, port)
        self._producer: Producer[Y] = Producer(self._stream)
        self._ended: asyncio.Future[BaseException | None] = self._loop.create_future()
        run, arguments = copy_context().run, (self._producer.run, function, args, kwargs)
        self._call = self._pool.submit(run, arguments, {}, port, self._ended)
        self._end: End | None = None

    async def next_burst(self) -> list[Y] | None:
        """Wait for items and take all there are; None at the end; raises what the generator did."""
        while self._end is None:
            waiter: asyncio.Future[None] = self._loop.create_future()
            items = self._stream.collect(waiter)
            if not items:
                await waiter
                continue
            if type(items[-1]) is End:
                self._end = items.pop()
            return items
        if self._end.error is not None:
            raise self._end.error
        return None

    def refuse(self, sent: object) -> None:
        """Raise if the generator might have used what was sent to it."""
        self._producer.refuse(sent)

    def leave(self) -> None:
        """Want no more, without waiting: the thread closes the generator when it comes back."""
        self._stream.close()
        if not self._producer.has_started:
            self._pool.abandon(self._call)
        self._ended.add_done_callback(_report)

    async def close(self) -> None:
        """Want no more, and wait until the generator is closed."""
        self._stream.close()
        if self._producer.has_started:
            await _farewell(self._ended)
        else:
            self._pool.abandon(self._call)


async def _step(
    function: Callable[..., Iterable[Y]], args: Any, kwargs: Any
) -> AsyncGenerator[Y, Any]:
    loop = asyncio.get_running_loop()
    port = port_of(loop)
    thread = ThreadPool(1, idle_timeout=None, name="nonblock-generator")
    run = copy_context().run
    stepper: Stepper[Y] = Stepper(function, args, kwargs)
    sent: Any = None
    try:
        while True:
            stepped: asyncio.Future[tuple[Y] | None] = loop.create_future()
            thread.native.submit(run, (stepper.step, sent), {}, port, stepped)
            item = await stepped
            if item is None:
                return
            sent = yield item[0]
    except asyncio.CancelledError:
        ended: asyncio.Future[BaseException | None] = loop.create_future()
        ended.add_done_callback(_report)
        thread.native.submit(run, (stepper.close,), {}, port, ended)
        raise
    except GeneratorExit:
        ended = loop.create_future()
        thread.native.submit(run, (stepper.close,), {}, port, ended)
        await _farewell(ended)
        raise
    finally:
        thread.shutdown(wait=False)
        del stepper


async def _farewell(ended: asyncio.Future[BaseException | None]) -> None:
    """Wait until the generator is closed, but not for ever: it may sit in a blocking call."""
    done, _ = await asyncio.wait({ended}, timeout=PATIENCE)
    if done and (error := ended.result()) is not None:
        raise error
    ended.add_done_callback(_report)


def _report(ended: asyncio.Future[BaseException | None]) -> None:
    """Tell the loop what closing a generator raised after its consumer had gone."""
    if not ended.cancelled() and (error := ended.result()) is not None:
        message = "closing a generator in its thread failed"
        ended.get_loop().call_exception_handler({"message": message, "exception": error})


generate_in_thread: GenerateInThread = GenerateInThread()
"""Iterate over a blocking generator while a thread runs it."""
