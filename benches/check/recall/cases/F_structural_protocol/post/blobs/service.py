import asyncio

from blobs.interface import BlobStore


class BlobService:
    def __init__(self, store: BlobStore) -> None:
        self._store = store

    async def upload(self, key: str, data: bytes) -> int:
        await asyncio.to_thread(self._store.put, key, data)  # silent: put
        return len(data)

    async def listing(self) -> list[str]:
        return sorted(await asyncio.to_thread(self._store.keys))  # silent: keys
