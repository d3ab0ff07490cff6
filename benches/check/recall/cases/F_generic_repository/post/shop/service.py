import asyncio
from typing import Any, Generic, TypeVar

from shop.repository import Repository, SqliteRepository

R = TypeVar("R", bound=Repository)


class Service(Generic[R]):
    repository_class: type[R]

    def __init__(self) -> None:
        self.repository = self.repository_class()

    async def get(self, key: str) -> Any:
        return await asyncio.to_thread(self.repository.fetch, key)  # silent: query


class ItemService(Service[SqliteRepository]):
    repository_class = SqliteRepository


async def item(key: str) -> Any:
    service = await asyncio.to_thread(ItemService)  # silent: connect
    return await service.get(key)
