import asyncio
import inspect
import linecache
from collections.abc import Callable
from typing import Any


async def describe(tool: Callable[..., Any]) -> str:
    return await asyncio.to_thread(inspect.getsource, tool)  # silent: source


async def excerpt(path: str, line: int) -> str:
    return await asyncio.to_thread(linecache.getline, path, line)  # silent: line
