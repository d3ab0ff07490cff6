import json
from pathlib import Path
from typing import Any


class JsonRepository:
    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def all(self) -> list[dict[str, Any]]:
        with self.path.open() as text:
            return [json.loads(line) for line in text]

    def add(self, item: dict[str, Any]) -> int:
        with open(self.path, "a") as text:
            print(json.dumps(item), file=text)
        return item["id"]
