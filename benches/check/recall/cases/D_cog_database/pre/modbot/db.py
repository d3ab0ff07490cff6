import json
from typing import Any


class Database:
    def __init__(self, path: str) -> None:
        self.path = path

    def _load(self) -> dict[str, Any]:
        with open(self.path) as file:  # hit: load
            return json.load(file)

    def add_warning(self, user: int) -> int:
        data = self._load()
        data[str(user)] = data.get(str(user), 0) + 1
        with open(self.path, "w") as file:  # hit: store
            json.dump(data, file)
        return data[str(user)]
