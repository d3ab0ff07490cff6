from blobs.interface import BlobStore


class BlobService:
    def __init__(self, store: BlobStore) -> None:
        self._store = store

    async def upload(self, key: str, data: bytes) -> int:
        self._store.put(key, data)  # via: put
        return len(data)

    async def listing(self) -> list[str]:
        return sorted(self._store.keys())  # via: keys
