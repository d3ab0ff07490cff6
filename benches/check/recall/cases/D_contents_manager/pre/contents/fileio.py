import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def atomic_writing(path: str) -> Iterator[IO[str]]:
    temporary = path + "~"
    with open(temporary, "w") as file:  # hit: write
        yield file
    os.replace(temporary, path)


class FileManagerMixin:
    def _read_file(self, path: str) -> str:
        with open(path) as file:  # hit: read
            return file.read()

    def _save_file(self, path: str, text: str) -> None:
        with atomic_writing(path) as file:
            file.write(text)
