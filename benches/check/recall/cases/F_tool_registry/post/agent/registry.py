from collections.abc import Callable
from typing import Any

TOOLS: dict[str, Callable[..., Any]] = {}


def tool(func: Callable[..., Any]) -> Callable[..., Any]:
    TOOLS[func.__name__] = func
    return func
