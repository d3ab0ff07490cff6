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
        reply = self.session.get(f"{self.base}/orders")  # hit: get
        return reply.json()["items"]

    async def create(self, order: dict[str, Any]) -> str:
        with self.session as session:
            reply = session.post(f"{self.base}/orders", json=order)  # hit: post
        return reply.headers["Location"]

    async def raw(self, verb: str, path: str, **options: Any) -> int:
        url = f"{self.base}/{path}"
        return self.session.request(verb, url, **options).status_code  # hit: request
