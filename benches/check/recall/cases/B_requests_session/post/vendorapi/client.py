import asyncio
from functools import partial
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter


class VendorClient:
    def __init__(self, base: str, token: str) -> None:
        self.base = base.rstrip("/")
        self.session = Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.mount("https://", HTTPAdapter(max_retries=2))

    async def orders(self) -> list[dict[str, Any]]:
        reply = await asyncio.to_thread(self.session.get, f"{self.base}/orders")  # silent: get
        return reply.json()["items"]

    async def create(self, order: dict[str, Any]) -> str:
        send = partial(self.session.post, f"{self.base}/orders", json=order)
        reply = await asyncio.get_running_loop().run_in_executor(None, send)  # silent: post
        return reply.headers["Location"]

    async def raw(self, verb: str, path: str, **options: Any) -> int:
        url = f"{self.base}/{path}"
        reply = await asyncio.to_thread(lambda: self.session.request(verb, url, **options))  # silent: request
        return reply.status_code
