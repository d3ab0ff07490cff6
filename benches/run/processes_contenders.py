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

    async def call_within(self, timeout: float, function: Any, *args: Any) -> Any:
        """Run it in the pool, with a timeout."""
        return await self.call.__class__(timeout=timeout, pool=self.pool)(function, *args)

    async def call_with_context(self, variables: Any, function: Any) -> Any:
        """Run it in the pool, with context variables."""
        return await self.call.__class__(context=variables, pool=self.pool)(function)

    def generate(self, function: Any) -> Any:
        """Iterate over what it yields."""
        return self.call.generate(function)

    def consume(self, function: Any, items: Any) -> None:
        """Call it for many items."""
        import nonblock

        calls = nonblock.collect(self.call(function, item) for item in items)
        self.task = asyncio.ensure_future(calls)

    def recycling(self, calls: int) -> Nonblock:
        """Return a pool that replaces its workers."""
        import nonblock

        again = Nonblock()
        again.pool = nonblock.ProcessPool(max_workers=1, max_tasks_per_worker=calls)
        again.call = nonblock.in_process.options(pool=again.pool)
        return again

    async def close(self) -> None:
        """End the workers."""
        self.pool.shutdown(wait=False)


class _Waiting:
    """What has no timeout of its own."""

    call: Any

    async def call_within(self, timeout: float, function: Any, *args: Any) -> Any:
        """Run it, and wait so long."""
        return await asyncio.wait_for(self.call(function, *args), timeout)


class _Executor(_Waiting):
    """Anything that `run_in_executor` takes."""

    def consume(self, function: Any, items: Any) -> None:
        """Call it for many items."""
        import threading

        threading.Thread(target=self.executor.map, args=(function, items), daemon=True).start()

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

    def recycling(self, calls: int) -> _Executor:
        """Return a pool that replaces its workers; from Python 3.11 on, and not with fork."""
        context = multiprocessing.get_context("spawn")
        return _Executor(ProcessPoolExecutor(1, context, max_tasks_per_child=calls))


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

    async def call_within(self, timeout: float, function: Any, *args: Any) -> Any:
        """Run it in the pool, with a timeout."""
        return await asyncio.wrap_future(self.pool.submit(function, timeout, *args))

    def consume(self, function: Any, items: Any) -> None:
        """Call it for many items."""
        import threading

        threading.Thread(target=self.pool.map, args=(function, items), daemon=True).start()

    def recycling(self, calls: int) -> Pebble:
        """Return a pool that replaces its workers."""
        from pebble import ProcessPool

        again = Pebble()
        again.pool = ProcessPool(max_workers=1, max_tasks=calls)
        return again

    async def call(self, function: Any, *args: Any) -> Any:
        """Run it in the pool."""
        return await asyncio.wrap_future(self.pool.submit(function, None, *args))

    async def close(self) -> None:
        """Stop the pool."""
        self.pool.stop()
        self.pool.join()


class MultiprocessingPool(_Waiting):
    """multiprocessing.Pool with callbacks."""

    name = "multiprocessing.Pool"

    def __init__(self) -> None:
        """Start the workers: it knows no other way."""
        self.pool = multiprocessing.Pool(WORKERS)

    def consume(self, function: Any, items: Any) -> None:
        """Call it for many items."""
        self.results = self.pool.imap(function, items)

    def recycling(self, calls: int) -> MultiprocessingPool:
        """Return a pool that replaces its workers."""
        again = MultiprocessingPool()
        again.pool = multiprocessing.Pool(1, maxtasksperchild=calls)
        return again

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


class Aiomisc(_Waiting):
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


class Anyio(_Waiting):
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


class AioExtensions(_Waiting):
    """aioextensions.in_process."""

    name = "aioextensions"

    def __init__(self) -> None:
        """Start nothing yet."""
        import aioextensions

        aioextensions.PROCESS_POOL.initialize(max_workers=WORKERS)
        self.call = aioextensions.in_process

    def consume(self, function: Any, items: Any) -> None:
        """Call it for many items."""
        import aioextensions

        calls = aioextensions.collect(self.call(function, item) for item in items)
        self.task = asyncio.ensure_future(calls)

    async def close(self) -> None:
        """Shut its pool down."""
        import aioextensions

        aioextensions.PROCESS_POOL.shutdown(wait=True)


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
        AioExtensions,
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
PEERS = [USUAL[0], "aioextensions", "anyio.to_process", *USUAL[1:-1]]
