import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path


class Writer:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.pending: deque[Callable[[], None]] = deque()

    def _write(self, key: str, data: bytes) -> None:
        (self.root / key).write_bytes(data)  # hit: write

    def _drop(self, key: str) -> None:
        (self.root / key).unlink()  # hit: drop

    def put(self, key: str, data: bytes) -> None:
        self.pending.append(partial(self._write, key, data))

    def forget(self, key: str) -> None:
        self.pending.append(lambda: self._drop(key))

    async def flush(self) -> None:
        while self.pending:
            call = self.pending.popleft()
            call()  # via: write  # via: drop
            await asyncio.sleep(0)
