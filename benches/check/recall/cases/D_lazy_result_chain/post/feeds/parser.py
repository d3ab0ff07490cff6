import json
from collections.abc import Iterator
from typing import Any


def read_items(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_list(path: str) -> list[dict[str, Any]]:
    return list(read_items(path))
