import asyncio

from shop import clients
from shop.clients import SHARDS, Clients, Registry


class Carts:
    def __init__(self, kept: Clients) -> None:
        self._kept = kept

    async def add(self, user: str, item: str) -> None:
        await asyncio.to_thread(self._kept.carts.rpush, user, item)  # silent: carts

    async def limit(self, user: str) -> bool:
        if self._kept.limits is None:
            return False
        return await asyncio.to_thread(self._kept.limits.incr, user) > 100  # silent: limits


async def orders(user: str) -> list[bytes]:
    return await asyncio.to_thread(clients.orders.lrange, user, 0, -1)  # silent: orders


async def shard(region: str, key: str) -> None:
    await asyncio.to_thread(SHARDS[region].expire, key, 60)  # silent: shard


async def flush_all(registry: Registry) -> None:
    for cache in registry.caches:
        await asyncio.to_thread(cache.flushdb)  # silent: every


async def upload(registry: Registry, path: str) -> None:
    await asyncio.to_thread(lambda: registry.storage.bucket.upload_file(path, path))  # silent: files


async def enqueue(registry: Registry, region: str, job: str) -> None:
    await asyncio.to_thread(registry.queues[region].lpush, "jobs", job)  # silent: queue
