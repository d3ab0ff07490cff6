import asyncio
import os
from typing import Any


class Configured(type):
    """Reads the class's defaults from its file before an instance is made."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        with open(f"/etc/registry/{cls.__name__}.conf") as lines:  # hit: metaclass
            defaults = dict(line.split("=", 1) for line in lines)
        return super().__call__(*args, **{**defaults, **kwargs})


class BlobStore(metaclass=Configured):
    def __init__(self, root: str = "/var/blobs", **options: str) -> None:
        self.root = root
        self.options = options

    def __contains__(self, key: str) -> bool:
        return os.path.exists(os.path.join(self.root, key))  # hit: contains

    def __getitem__(self, key: str) -> bytes:
        return open(os.path.join(self.root, key), "rb").read()  # hit: getitem

    def __len__(self) -> int:
        return len(os.listdir(self.root))  # hit: length


class Service:
    def __init__(self) -> None:
        self.store: BlobStore | None = None

    async def start(self) -> None:
        self.store = BlobStore()  # via: metaclass
        await asyncio.sleep(0)


async def fetch(store: BlobStore, key: str) -> bytes | None:
    if key not in store:  # via: contains
        return None
    return store[key]  # via: getitem


async def count(store: BlobStore) -> int:
    return len(store)  # via: length
