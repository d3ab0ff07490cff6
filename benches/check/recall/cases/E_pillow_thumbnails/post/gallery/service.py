import asyncio
import hashlib
from gallery.images import thumbnail


class Gallery:
    def __init__(self) -> None:
        self.cache: dict[str, bytes] = {}

    async def thumbnail(self, path: str) -> bytes:
        key = hashlib.md5(path.encode()).hexdigest()
        if key not in self.cache:
            self.cache[key] = await asyncio.to_thread(thumbnail, path)  # silent: thumbnail
        return self.cache[key]
