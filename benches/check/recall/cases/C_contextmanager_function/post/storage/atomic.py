import asyncio
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def locked(descriptor: int) -> Iterator[int]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield descriptor
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def atomic(path: str) -> Iterator[list[str]]:
    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(path))
    lines: list[str] = []
    try:
        yield lines
        os.close(descriptor)
    finally:
        os.replace(name, path)


class Settings:
    def __init__(self, path: str, lock: int) -> None:
        self.path = path
        self.lock = lock
        self.values: dict[str, str] = {}

    def _save(self, text: str) -> None:
        with locked(self.lock), atomic(self.path) as lines:
            lines.append(text)

    async def save(self) -> None:
        await asyncio.to_thread(self._save, json.dumps(self.values))  # silent: save
