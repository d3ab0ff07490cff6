"""A chat whose answers come from a callable of the user, of either colour."""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable
from typing import Any


class Interface:
    """Asks a callable for answers."""

    def __init__(self, fn: Callable[..., Any]) -> None:
        self.fn = fn
        self.is_async = inspect.isasyncgenfunction(fn)

    async def stream(self, message: str) -> AsyncIterator[str]:
        """Yields the parts of an answer."""
        if self.is_async:
            parts = self.fn(message)  # silent: stored
            async for part in parts:
                yield part
        else:
            for part in await asyncio.to_thread(self.collected, message):
                yield part

    def collected(self, message: str) -> list[str]:
        """All parts of an answer."""
        return list(self.fn(message))


async def call(fn: Callable[..., Any], message: str) -> Any:
    """Calls what may be a coroutine function."""
    if asyncio.iscoroutinefunction(fn):
        pending = fn(message)  # silent: passed
        return await pending
    return await asyncio.to_thread(fn, message)


def slow_parts(message: str) -> list[str]:
    """Thinks about an answer."""
    time.sleep(1)
    return message.split()


def slow(message: str) -> str:
    """Thinks about an answer."""
    time.sleep(1)
    return message


async def main() -> None:
    """Runs both."""
    chat = Interface(slow_parts)
    async for part in chat.stream("one two"):
        print(part)
    print(await call(slow, "three"))
