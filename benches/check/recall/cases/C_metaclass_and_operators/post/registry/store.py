import asyncio
import os
from typing import Any


class Configured(type):
    """Reads the class's defaults from its file before an instance is made."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        with open(f"/etc/registry/{cls.__name__}.conf") as lines:
            defaults = dict(line.split("=", 1) for line in lines)
        return super().__call__(*args, **{**defaults, **kwargs})


class BlobStore(metaclass=Configured):
    def __init__(self, root: str = "/var/blobs", **options: str) -> None:
        self.root = root
        self.options = options

    def __contains__(self, key: str) -> bool:
        return os.path.exists(os.path.join(self.root, key))

    def __getitem__(self, key: str) -> bytes:
        return open(os.path.join(self.root, key), "rb").read()

    def __len__(self) -> int:
        return len(os.listdir(self.root))


class Service:
    def __init__(self) -> None:
        self.store: BlobStore | None = None

    async def start(self) -> None:
        self.store = await asyncio.to_thread(BlobStore)  # silent: metaclass


def _fetch(store: BlobStore, key: str) -> bytes | None:
    return store[key] if key in store else None


async def fetch(store: BlobStore, key: str) -> bytes | None:
    return await asyncio.to_thread(_fetch, store, key)  # silent: getitem


async def count(store: BlobStore) -> int:
    return await asyncio.to_thread(len, store)  # silent: length
