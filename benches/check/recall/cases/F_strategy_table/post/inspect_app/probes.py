import os
from functools import partial
from pathlib import Path


def read(path: str, encoding: str) -> str:
    return Path(path).read_text(encoding=encoding)


class Folders:
    def count(self, path: str) -> int:
        return len(os.listdir(path))


folders = Folders()
PROBES = {
    "size": lambda path: os.path.getsize(path),
    "text": partial(read, encoding="utf-8"),
    "count": folders.count,
}
