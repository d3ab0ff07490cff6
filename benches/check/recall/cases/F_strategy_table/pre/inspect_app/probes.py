import os
from functools import partial
from pathlib import Path


def read(path: str, encoding: str) -> str:
    return Path(path).read_text(encoding=encoding)  # hit: text


class Folders:
    def count(self, path: str) -> int:
        return len(os.listdir(path))  # hit: bound


folders = Folders()
PROBES = {
    "size": lambda path: os.path.getsize(path),  # hit: size
    "text": partial(read, encoding="utf-8"),
    "count": folders.count,
}
