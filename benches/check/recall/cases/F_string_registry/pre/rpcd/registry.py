from collections.abc import Callable
from typing import Any

Handler = Callable[[dict[str, Any]], Any]
HANDLERS: dict[str, Handler] = {}


def register(name: str) -> Callable[[Handler], Handler]:
    def decorate(function: Handler) -> Handler:
        HANDLERS[name] = function
        return function

    return decorate


def lookup(name: str) -> Handler:
    return HANDLERS[name]
