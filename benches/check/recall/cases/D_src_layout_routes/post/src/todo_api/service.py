from typing import Any

from todo_api.repository import JsonRepository


class TodoService:
    def __init__(self, repository: JsonRepository) -> None:
        self._repository = repository
        self._next = 0

    def open_items(self, owner: str) -> list[dict[str, Any]]:
        return [item for item in self._repository.all() if item["owner"] == owner]

    def create(self, owner: str, title: str) -> int:
        self._next += 1
        return self._repository.add({"id": self._next, "owner": owner, "title": title})
