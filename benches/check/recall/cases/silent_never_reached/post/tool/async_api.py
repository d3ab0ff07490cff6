import asyncio

import httpx

from tool.sync_api import SyncApi


class AsyncApi:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def fetch(self, url: str) -> str:
        await asyncio.sleep(1)  # silent: asleep
        return (await self.client.get(url)).text  # silent: aget

    def sync(self) -> SyncApi:
        return SyncApi()
