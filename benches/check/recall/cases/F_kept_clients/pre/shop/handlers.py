from shop import clients
from shop.clients import SHARDS, Clients, Registry


class Carts:
    def __init__(self, kept: Clients) -> None:
        self._kept = kept

    async def add(self, user: str, item: str) -> None:
        self._kept.carts.rpush(user, item)  # hit: carts

    async def limit(self, user: str) -> bool:
        if self._kept.limits is None:
            return False
        return self._kept.limits.incr(user) > 100  # hit: limits


async def orders(user: str) -> list[bytes]:
    return clients.orders.lrange(user, 0, -1)  # hit: orders


async def shard(region: str, key: str) -> None:
    SHARDS[region].expire(key, 60)  # hit: shard


async def flush_all(registry: Registry) -> None:
    for cache in registry.caches:
        cache.flushdb()  # hit: every


async def upload(registry: Registry, path: str) -> None:
    registry.storage.bucket.upload_file(path, path)  # hit: files


async def enqueue(registry: Registry, region: str, job: str) -> None:
    registry.queues[region].lpush("jobs", job)  # hit: queue
