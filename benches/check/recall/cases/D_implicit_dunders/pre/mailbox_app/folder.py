import os
from collections.abc import Iterator
from pathlib import Path


class Folder:
    def __init__(self, path: str) -> None:
        self.path = path

    def __str__(self) -> str:
        return Path(self.path, "title").read_text()  # hit: str

    def __bool__(self) -> bool:
        return len(os.listdir(self.path)) > 0  # hit: bool

    def __iter__(self) -> Iterator[str]:
        with open(os.path.join(self.path, "index")) as lines:  # hit: iter
            yield from lines
