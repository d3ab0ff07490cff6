"""The implementations that behaviours are asked of: nonblock, and those that people use today."""

from __future__ import annotations

import asyncio
import importlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any


def nonblock() -> Any:
    """Return ours."""
    module: Any = importlib.import_module("nonblock")

    return _namespace(
        module,
        "import nonblock as aio",
        limit_threads=partial(_limit, module),
    )


def aioextensions() -> Any:
    """Return the package that nonblock replaces."""
    module: Any = importlib.import_module("aioextensions")

    return _namespace(
        module,
        "import aioextensions as aio",
        limit_threads=partial(_limit, module),
    )


def standard_library() -> Any:
    """Return asyncio's own functions under the same names; gather has no limit."""

    async def collect(awaitables: Any, *, workers: int = 1024) -> Any:
        assert workers
        return await asyncio.gather(*awaitables)

    def limit_threads(workers: int) -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(workers))

    source = "from types import SimpleNamespace\naio = SimpleNamespace(in_thread=asyncio.to_thread)"
    return SimpleNamespace(
        IMPORT=source,
        collect=collect,
        run=asyncio.run,
        in_thread=asyncio.to_thread,
        limit_threads=limit_threads,
    )


ANYIO = """
import anyio
from functools import partial
from types import SimpleNamespace
async def call(function, *args):
    return await anyio.to_thread.run_sync(partial(function, *args), abandon_on_cancel=True)
aio = SimpleNamespace(in_thread=call)
"""


def anyio() -> Any:
    """Return anyio's functions under the same names."""
    module: Any = importlib.import_module("anyio")

    async def in_thread(function: Any, /, *args: Any, **kwargs: Any) -> Any:
        call = partial(function, *args, **kwargs)
        return await module.to_thread.run_sync(call, abandon_on_cancel=True)

    async def collect(awaitables: Any, *, workers: int = 1024) -> Any:
        results: dict[int, Any] = {}
        limiter = module.CapacityLimiter(workers)

        async def one(index: int, awaitable: Any) -> None:
            async with limiter:
                results[index] = await awaitable

        try:
            async with module.create_task_group() as group:
                for index, awaitable in enumerate(awaitables):
                    group.start_soon(one, index, awaitable)
        except BaseException as error:
            # A group: the first of it is what a single awaitable would raise.
            raise getattr(error, "exceptions", [error])[0] from error
        return [results[index] for index in sorted(results)]

    def limit_threads(workers: int) -> None:
        module.to_thread.current_default_thread_limiter().total_tokens = workers

    return SimpleNamespace(
        IMPORT=ANYIO, collect=collect, in_thread=in_thread, limit_threads=limit_threads
    )


FUTURES = """
import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
executor = ThreadPoolExecutor(8)
async def call(function, *args):
    return await asyncio.get_running_loop().run_in_executor(executor, partial(function, *args))
aio = SimpleNamespace(in_thread=call)
"""


def futures() -> Any:
    """Return concurrent.futures' threads, as `run_in_executor` has them."""
    executor = [ThreadPoolExecutor(8)]

    async def in_thread(function: Any, /, *args: Any, **kwargs: Any) -> Any:
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(executor[0], call)

    def limit_threads(workers: int) -> None:
        executor[0] = ThreadPoolExecutor(workers)

    return SimpleNamespace(IMPORT=FUTURES, in_thread=in_thread, limit_threads=limit_threads)


PEBBLE = """
import asyncio
from pebble import ThreadPool
from types import SimpleNamespace
pool = ThreadPool(max_workers=8)
async def call(function, *args):
    return await asyncio.wrap_future(pool.schedule(function, args=args))
aio = SimpleNamespace(in_thread=call)
"""


def pebble() -> Any:
    """Return pebble's pool of threads."""
    module: Any = importlib.import_module("pebble")
    pool = [module.ThreadPool(max_workers=8)]

    async def in_thread(function: Any, /, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.wrap_future(pool[0].schedule(function, args=args, kwargs=kwargs))

    def limit_threads(workers: int) -> None:
        pool[0] = module.ThreadPool(max_workers=workers)

    return SimpleNamespace(IMPORT=PEBBLE, in_thread=in_thread, limit_threads=limit_threads)


ANCHORS = {
    "nonblock": nonblock,
    "aioextensions": aioextensions,
    "asyncio": standard_library,
    "anyio": anyio,
    "concurrent.futures": futures,
    "pebble": pebble,
}


def _limit(module: Any, workers: int) -> None:
    module.THREAD_POOL.initialize(max_workers=workers)


def _namespace(module: Any, source: str, **more: Any) -> Any:
    return SimpleNamespace(**{**vars(module), "IMPORT": source, **more})
