import asyncio

from cachelib.backends import MemoryBackend
from cachelib.loading import backend


async def lookup(key: str) -> bytes:
    return await asyncio.to_thread(backend.get, key)  # silent: backend


async def full_key(memory: MemoryBackend, key: str) -> str:
    prefix = await asyncio.to_thread(lambda: memory.prefix)  # silent: descriptor
    return f"{prefix}:{key}"
