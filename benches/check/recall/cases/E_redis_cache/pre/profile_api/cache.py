import json
from typing import Any

import redis


class Cache:
    def __init__(self, url: str) -> None:
        self.redis = redis.Redis.from_url(url, decode_responses=True)

    def lookup(self, key: str) -> dict[str, Any] | None:
        text = self.redis.get(key)  # hit: get
        return json.loads(str(text)) if text else None

    def store(self, key: str, value: dict[str, Any]) -> None:
        self.redis.set(key, json.dumps(value), ex=60)  # hit: set

    def forget(self, *keys: str) -> None:
        pipe = self.redis.pipeline()
        for key in keys:
            pipe.delete(key)
        pipe.execute()  # hit: pipeline
