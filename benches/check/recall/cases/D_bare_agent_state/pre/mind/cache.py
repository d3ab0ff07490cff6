class RedisCache:
    def __init__(self, url: str = "redis://localhost:6379", prefix: str = "mind:") -> None:
        try:
            import redis
        except ImportError:
            raise ImportError("pip install redis") from None
        self._client = redis.from_url(url)
        self._prefix = prefix

    def get(self, key: str) -> str | None:
        value = self._client.get(self._prefix + key)  # hit: cache
        return value.decode() if value else None
