import asyncio
import inspect
from typing import Any

from agent.registry import TOOLS


async def call(name: str, arguments: dict[str, Any]) -> Any:
    function = TOOLS[name]
    if inspect.iscoroutinefunction(function):
        return await function(**arguments)
    return await asyncio.to_thread(function, **arguments)  # silent: fetch  # silent: shell
