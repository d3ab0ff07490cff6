import aiohttp
import httpx
from redis import asyncio as aioredis

from gateway_app.client import AsyncDatabase


class Gateway:
    def __init__(self, session: aiohttp.ClientSession, client: httpx.AsyncClient) -> None:
        self.session = session
        self.client = client
        self.database = AsyncDatabase()

    async def load(self, url: str) -> bytes:
        async with self.session.get(url) as reply:  # silent: session
            return await reply.read()  # silent: read

    async def post(self, url: str) -> int:
        return (await self.client.post(url)).status_code  # silent: post

    async def store(self, query: str) -> None:
        await self.database.connect("dsn")  # silent: connect
        await self.database.execute(query)  # silent: execute
        await self.database.commit()  # silent: commit

    async def count(self, cache: aioredis.Redis, key: str) -> int:
        return await cache.incr(key)  # silent: incr
