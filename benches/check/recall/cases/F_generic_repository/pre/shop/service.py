from typing import Any, Generic, TypeVar

from shop.repository import Repository, SqliteRepository

R = TypeVar("R", bound=Repository)


class Service(Generic[R]):
    repository_class: type[R]

    def __init__(self) -> None:
        self.repository = self.repository_class()

    async def get(self, key: str) -> Any:
        return self.repository.fetch(key)  # via: query


class ItemService(Service[SqliteRepository]):
    repository_class = SqliteRepository


async def item(key: str) -> Any:
    service = ItemService()  # via: connect
    return await service.get(key)
