import asyncio
from types import TracebackType
from typing import Self

import httpx

from smartplug.http import make_client


class Plug:
    def __init__(self, host: str) -> None:
        self.host = host
        self.client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        self.client = await asyncio.to_thread(make_client, self.host)  # silent: factory
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.client:
            await self.client.aclose()


async def cloud_login(client: httpx.AsyncClient, user: str) -> int:
    reply = await client.post("https://cloud.example.org/login", json={"user": user})  # silent: post
    return reply.status_code
