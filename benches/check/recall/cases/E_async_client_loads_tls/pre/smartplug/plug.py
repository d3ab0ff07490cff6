from types import TracebackType
from typing import Self

import httpx

from smartplug.http import make_client


class Plug:
    def __init__(self, host: str) -> None:
        self.host = host
        self.client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        self.client = make_client(self.host)  # via: factory
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.client:
            await self.client.aclose()


async def cloud_login(user: str) -> int:
    async with httpx.AsyncClient() as client:  # hit: direct
        reply = await client.post("https://cloud.example.org/login", json={"user": user})
        return reply.status_code
