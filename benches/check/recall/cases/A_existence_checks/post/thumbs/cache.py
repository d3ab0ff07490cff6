import asyncio
import os
import time
from thumbs.const import CACHE_DIR, MAX_AGE


def key_path(key: str) -> str:
    return os.path.join(CACHE_DIR, key[:2], key)


class ThumbnailCache:
    def __init__(self) -> None:
        self.hits = 0
        self.misses = 0

    @staticmethod
    def _fresh(path: str) -> bool:
        return os.path.exists(path) and time.time() - os.path.getmtime(path) <= MAX_AGE

    @staticmethod
    def _move(temporary: str, path: str) -> None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.replace(temporary, path)

    async def lookup(self, key: str) -> str | None:
        path = key_path(key)
        if not await asyncio.to_thread(self._fresh, path):  # silent: exists
            self.misses += 1
            return None
        self.hits += 1
        return path

    async def publish(self, key: str, temporary: str) -> None:
        path = key_path(key)
        await asyncio.to_thread(self._move, temporary, path)  # silent: replace
