import inspect
from typing import Any

from agent.registry import TOOLS


async def call(name: str, arguments: dict[str, Any]) -> Any:
    function = TOOLS[name]
    if inspect.iscoroutinefunction(function):
        return await function(**arguments)
    return function(**arguments)  # via: fetch  # via: shell
