import asyncio
from abc import ABC, abstractmethod
from typing import Any


class BaseLLM(ABC):
    def __init__(self, cache_backend: str = "memory", **options: Any) -> None:
        self._cache = None
        if cache_backend == "redis":
            from mind.cache import RedisCache

            self._cache = RedisCache(**options)

    async def generate(self, prompt: str) -> str:
        if self._cache is not None:
            hit = await asyncio.to_thread(self._cache.get, prompt)  # silent: cache
            if hit is not None:
                return hit
        return await self._call(prompt)

    @abstractmethod
    async def _call(self, prompt: str) -> str: ...
