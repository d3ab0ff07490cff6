from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Coordinator(Generic[T]):
    def __init__(self, name: str, update_method: Callable[[], Awaitable[T]]) -> None:
        self.name = name
        self.update_method = update_method

    async def async_refresh(self) -> T:
        return await self.update_method()
