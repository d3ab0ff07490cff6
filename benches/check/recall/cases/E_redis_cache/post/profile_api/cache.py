import json
from typing import Any

import redis.asyncio as redis


class Cache:
    def __init__(self, url: str) -> None:
        self.redis = redis.Redis.from_url(url, decode_responses=True)

    async def lookup(self, key: str) -> dict[str, Any] | None:
        text = await self.redis.get(key)  # silent: get
        return json.loads(str(text)) if text else None

    async def store(self, key: str, value: dict[str, Any]) -> None:
        await self.redis.set(key, json.dumps(value), ex=60)  # silent: set

    async def forget(self, *keys: str) -> None:
        pipe = self.redis.pipeline()
        for key in keys:
            pipe.delete(key)
        await pipe.execute()  # silent: pipeline
