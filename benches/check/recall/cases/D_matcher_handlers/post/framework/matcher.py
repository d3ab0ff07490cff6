from collections.abc import Awaitable, Callable
from typing import Any

Handler = Callable[..., Awaitable[Any]]


class Matcher:
    def __init__(self) -> None:
        self.handlers: list[Handler] = []

    def handle(self):
        def decorate(func: Handler) -> Handler:
            self.handlers.append(func)
            return func

        return decorate


def on_command(name: str) -> Matcher:
    return Matcher()
