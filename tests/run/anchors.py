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


ANCHORS = {
    "nonblock": nonblock,
    "aioextensions": aioextensions,
    "asyncio": standard_library,
    "anyio": anyio,
}


def _limit(module: Any, workers: int) -> None:
    module.THREAD_POOL.initialize(max_workers=workers)


def _namespace(module: Any, source: str, **more: Any) -> Any:
    return SimpleNamespace(**{**vars(module), "IMPORT": source, **more})
