"""`in_process` and `generate_in_process`: await a function while a worker process runs it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypeVar, cast

from nonblock._arguments import check_context, check_timeout, not_callable
from nonblock._executor_pool import ExecutorPool, check_pool
from nonblock._outlast import check_on_cancel, never_late, outlast
from nonblock._process_context import named_values
from nonblock._process_pool import ProcessPool
from nonblock._process_stream import Stream

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
    from contextvars import ContextVar

P = ParamSpec("P")
T = TypeVar("T")

PROCESS_POOL: ExecutorPool[ProcessPool] = ExecutorPool(ProcessPool)
"""The pool that `in_process` uses: as many workers as CPU cores, started when needed."""


class ProcessOptions:
    """How `in_process` runs a call; made by `in_process.options(...)`, callable like `in_process`."""

    def __init__(
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        pool: ProcessPool | ExecutorPool[ProcessPool] | None = None,
        context: Sequence[ContextVar[Any]] = (),
        on_cancel: Literal["kill", "wait"] = "kill",
    ) -> None:
        """Remember the options."""
        check_on_cancel(on_cancel, "kill", "wait")
        check_timeout(timeout)
        if timeout is not None and timeout <= 0:
            raise ValueError(f"timeout must be greater than zero, not {timeout}")
        self._timeout = timeout
        self._name = name
        self._pool = PROCESS_POOL if pool is None else pool
        check_pool(self._pool, ProcessPool, "in_process", "PROCESS_POOL")
        self._context = check_context(context)
        self._waits = on_cancel == "wait"

    def _ensure(self) -> ProcessPool:
        return self._pool if isinstance(self._pool, ProcessPool) else self._pool.ensure()

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(*args, **kwargs)` in a worker process, under these options."""
        if not callable(function):
            raise not_callable("in_process", function)
        pool = self._ensure()
        if pool.gate is None:
            return await self._run(pool, function, args, kwargs)
        async with pool.gate.here():
            return await self._run(pool, function, args, kwargs)

    async def _run(
        self,
        pool: ProcessPool,
        function: Callable[..., T],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> T:
        port = pool.port(asyncio.get_running_loop())
        context = named_values(self._context) if self._context else None
        future, call = port.submit(function, args, kwargs, self._timeout, context, self._name)
        try:
            if self._waits:
                return await outlast(future, partial(port.ask_to_stop, call), None, never_late)
            return cast("T", await future)
        except BaseException:
            port.cancel(call)
            raise
        finally:
            del future

    async def generate(
        self, function: Callable[P, Iterable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[T, None]:
        """Iterate over `function(*args, **kwargs)` in a worker process, under these options."""
        if not callable(function):
            raise not_callable("generate_in_process", function)
        context = named_values(self._context) if self._context else None
        loop = asyncio.get_running_loop()
        stream: Stream[T] = Stream(
            loop, self._ensure(), function, args, kwargs, self._timeout, context
        )
        try:
            while (batch := await stream.next_batch()) is not None:
                for item in batch:
                    yield item
        finally:
            await stream.close()


class InProcess(Protocol):
    """The type of `in_process`."""

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(*args, **kwargs)` in a worker process and return its result."""
        ...

    def options(
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        pool: ProcessPool | ExecutorPool[ProcessPool] | None = None,
        context: Sequence[ContextVar[Any]] = (),
        on_cancel: Literal["kill", "wait"] = "kill",
    ) -> ProcessOptions:
        """Return `in_process` with options, which never share a name with the function's arguments.

        Args:
            timeout: Seconds the function may run, counted from its start. Then its worker is killed and
                TimeoutError is raised.
            name: What messages call the function.
            pool: The pool to use instead of `PROCESS_POOL`.
            context: Context variables to set in the worker to their values here. Each must be an attribute of a
                module that the worker can import.
            on_cancel: What to do about a call that runs when its caller is cancelled. With `"kill"`, its worker is
                killed at once; with `"wait"`, the caller waits for the function's end. The function hears of it
                through `check_cancelled`. What waits in the queue never starts. A timeout always kills.
        """
        ...


async def _in_process(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function(*args, **kwargs)` in a worker process and return its result.

    For functions that compute: the event loop goes on meanwhile, and so do other workers on other cores. The
    function may be anything: of `__main__`, a lambda, a closure, a partial, a method.

    Cancelling kills the worker, if the call has started; other calls are not affected. What the function raises is
    raised here, with the worker's traceback as the cause. A worker that dies raises WorkerCrashed, in this call alone.
    Nothing is ever run twice.

    >>> import math, nonblock
    >>> async def main() -> int:
    ...     return await nonblock.in_process(math.factorial, 5)
    >>> import asyncio; asyncio.run(main())
    120
    """
    if not callable(function):
        raise not_callable("in_process", function)
    pool = PROCESS_POOL.ensure()
    if pool.gate is not None:
        return await ProcessOptions()(function, *args, **kwargs)
    port = pool.port(asyncio.get_running_loop())
    future, call = port.submit(function, args, kwargs, None, None, None)
    try:
        return cast("T", await future)
    except BaseException:
        port.cancel(call)
        raise
    finally:
        # The exception knows this frame, the future knows the exception: break the circle.
        del future


def _options(
    *,
    timeout: float | None = None,
    name: str | None = None,
    pool: ProcessPool | ExecutorPool[ProcessPool] | None = None,
    context: Sequence[ContextVar[Any]] = (),
    on_cancel: Literal["kill", "wait"] = "kill",
) -> ProcessOptions:
    return ProcessOptions(
        timeout=timeout, name=name, pool=pool, context=context, on_cancel=on_cancel
    )


_in_process.__name__ = _in_process.__qualname__ = "in_process"
_in_process.options = _options  # type: ignore[attr-defined]
in_process: InProcess = cast("InProcess", _in_process)


def generate_in_process(
    function: Callable[P, Iterable[T]], /, *args: P.args, **kwargs: P.kwargs
) -> AsyncGenerator[T, None]:
    """Iterate asynchronously over what `function(*args, **kwargs)` yields in a worker process.

    The worker runs ahead of the consumer, but not far: a consumer that is slow makes it wait. Leaving early closes
    the generator in the worker: `GeneratorExit` is raised where it stands, so its `finally` blocks run.

    >>> import asyncio, nonblock
    >>> async def main() -> list[int]:
    ...     return [square async for square in nonblock.generate_in_process(range, 3)]
    >>> asyncio.run(main())
    [0, 1, 2]
    """
    return ProcessOptions().generate(function, *args, **kwargs)
