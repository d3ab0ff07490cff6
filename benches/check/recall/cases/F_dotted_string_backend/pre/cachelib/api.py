from cachelib.backends import MemoryBackend
from cachelib.loading import backend


async def lookup(key: str) -> bytes:
    return backend.get(key)  # via: backend


async def full_key(memory: MemoryBackend, key: str) -> str:
    return f"{memory.prefix}:{key}"  # via: descriptor
