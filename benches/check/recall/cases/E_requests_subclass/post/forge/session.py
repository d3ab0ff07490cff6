from typing import Any

import requests


class ForgeSession(requests.Session):
    def __init__(self, token: str) -> None:
        super().__init__()
        self.headers["Authorization"] = f"token {token}"

    def user(self, name: str) -> dict[str, Any]:
        reply = self.get(f"https://forge.example.org/users/{name}", timeout=10)
        reply.raise_for_status()
        return reply.json()
