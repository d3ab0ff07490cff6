"""The pools that `processes.py` compares, each behind the same two coroutines: `call` and `close`."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any

WORKERS = 2


class Nonblock:
    """This package."""

    name = "nonblock"

    def __init__(self) -> None:
        """Start nothing yet."""
        import nonblock

        self.pool = nonblock.ProcessPool(max_workers=WORKERS)
        self.call = nonblock.in_process.options(pool=self.pool)

    async def close(self) -> None:
        """End the workers."""
        self.pool.shutdown(wait=False)


class _Executor:
    """Anything that `run_in_executor` takes."""

    def __init__(self, executor: Any) -> None:
        self.executor = executor

    async def call(self, function: Any, *args: Any) -> Any:
        """Run it in the executor."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, function, *args)

    async def close(self) -> None:
        """Shut the executor down."""
        self.executor.shutdown(wait=True)


class ConcurrentFutures(_Executor):
    """concurrent.futures.ProcessPoolExecutor, its usual start method."""

    name = "ProcessPoolExecutor"

    def __init__(self) -> None:
        """Start nothing yet."""
        super().__init__(ProcessPoolExecutor(WORKERS))


class ForkServer(_Executor):
    """ProcessPoolExecutor with the start method that is safe with threads."""

    name = "PPE forkserver"

    def __init__(self) -> None:
        """Start nothing yet."""
        super().__init__(ProcessPoolExecutor(WORKERS, multiprocessing.get_context("forkserver")))


class Spawn(_Executor):
    """ProcessPoolExecutor that starts interpreters anew."""

    name = "PPE spawn"

    def __init__(self) -> None:
        """Start nothing yet."""
        super().__init__(ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")))


class Loky(_Executor):
    """loky's reusable executor's class."""

    name = "loky"

    def __init__(self) -> None:
        """Start nothing yet."""
        from loky import ProcessPoolExecutor as LokyExecutor

        super().__init__(LokyExecutor(WORKERS))


class Pebble:
    """pebble.ProcessPool."""

    name = "pebble"

    def __init__(self) -> None:
        """Start nothing yet."""
        from pebble import ProcessPool

        self.pool = ProcessPool(max_workers=WORKERS)

    async def call(self, function: Any, *args: Any) -> Any:
        """Run it in the pool."""
        return await asyncio.wrap_future(self.pool.submit(function, None, *args))

    async def close(self) -> None:
        """Stop the pool."""
        self.pool.stop()
        self.pool.join()


class MultiprocessingPool:
    """multiprocessing.Pool with callbacks."""

    name = "multiprocessing.Pool"

    def __init__(self) -> None:
        """Start the workers: it knows no other way."""
        self.pool = multiprocessing.Pool(WORKERS)

    async def call(self, function: Any, *args: Any) -> Any:
        """Run it in the pool."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()

        def done(value: Any) -> None:
            loop.call_soon_threadsafe(lambda: future.done() or future.set_result(value))

        def failed(error: Any) -> None:
            loop.call_soon_threadsafe(lambda: future.done() or future.set_exception(error))

        self.pool.apply_async(function, args, callback=done, error_callback=failed)
        return await future

    async def close(self) -> None:
        """Terminate the pool."""
        self.pool.terminate()
        self.pool.join()


class Aiomisc:
    """aiomisc.WorkerPool."""

    name = "aiomisc"

    def __init__(self) -> None:
        """Start nothing yet."""
        from aiomisc import WorkerPool

        self.pool = WorkerPool(WORKERS)
        self.is_started = False

    async def call(self, function: Any, *args: Any) -> Any:
        """Run it in the pool."""
        if not self.is_started:
            self.is_started = True
            await self.pool.__aenter__()
        return await self.pool.create_task(function, *args)

    async def close(self) -> None:
        """Leave the pool."""
        with contextlib.suppress(Exception):
            await self.pool.__aexit__(None, None, None)


class Anyio:
    """anyio.to_process."""

    name = "anyio.to_process"

    def __init__(self) -> None:
        """Start nothing yet."""
        self.limiter: Any = None

    async def call(self, function: Any, *args: Any) -> Any:
        """Run it in one of anyio's processes."""
        import anyio
        import anyio.to_process

        if self.limiter is None:
            self.limiter = anyio.CapacityLimiter(WORKERS)
        return await anyio.to_process.run_sync(function, *args, limiter=self.limiter)

    async def close(self) -> None:
        """Its processes end with the loop."""


CONTENDERS = {
    it.name: it
    for it in (
        Nonblock,
        ConcurrentFutures,
        ForkServer,
        Spawn,
        MultiprocessingPool,
        Loky,
        Pebble,
        Aiomisc,
        Anyio,
    )
}
USUAL = [
    "nonblock",
    "ProcessPoolExecutor",
    "multiprocessing.Pool",
    "loky",
    "pebble",
    "aiomisc",
    "anyio.to_process",
]
