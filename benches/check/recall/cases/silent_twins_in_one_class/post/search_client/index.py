from typing import Any

import httpx


class Index:
    def __init__(self, client: httpx.Client, aclient: httpx.AsyncClient) -> None:
        self.client = client
        self.aclient = aclient

    def query(self, text: str) -> list[Any]:
        return self.client.get("/query", params={"q": text}).json()  # silent: sync

    async def aquery(self, text: str) -> list[Any]:
        return (await self.aclient.get("/query", params={"q": text})).json()  # silent: async
