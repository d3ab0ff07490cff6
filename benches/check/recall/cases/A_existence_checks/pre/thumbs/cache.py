import os
import time

from thumbs.const import CACHE_DIR, MAX_AGE


def key_path(key: str) -> str:
    return os.path.join(CACHE_DIR, key[:2], key)


class ThumbnailCache:
    def __init__(self) -> None:
        self.hits = 0
        self.misses = 0

    async def lookup(self, key: str) -> str | None:
        path = key_path(key)
        if not os.path.exists(path):  # hit: exists
            self.misses += 1
            return None
        if time.time() - os.path.getmtime(path) > MAX_AGE:  # hit: getmtime
            return None
        self.hits += 1
        return path

    async def publish(self, key: str, temporary: str) -> None:
        path = key_path(key)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # hit: makedirs
        os.replace(temporary, path)  # hit: replace
