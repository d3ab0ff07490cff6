import asyncio
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def locked(descriptor: int) -> Iterator[int]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # hit: lock
    try:
        yield descriptor
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def atomic(path: str) -> Iterator[list[str]]:
    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(path))  # hit: temporary
    lines: list[str] = []
    try:
        yield lines
        os.close(descriptor)
    finally:
        os.replace(name, path)  # hit: replace


class Settings:
    def __init__(self, path: str, lock: int) -> None:
        self.path = path
        self.lock = lock
        self.values: dict[str, str] = {}

    async def save(self) -> None:
        with locked(self.lock):  # via: lock
            await asyncio.sleep(0)
            with atomic(self.path) as lines:  # via: replace # via: temporary
                lines.append(json.dumps(self.values))
