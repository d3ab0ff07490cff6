import time

import httpx

from proxy.adapters.base import Credential, UpstreamAdapter
from proxy.store import auth_lock


class NousAdapter(UpstreamAdapter):
    name = "nous"

    def __init__(self) -> None:
        self._credential: Credential | None = None

    def is_authenticated(self) -> bool:
        with auth_lock():  # via: lock
            return self._credential is not None

    def get_credential(self) -> Credential:
        if self._credential is None or self._credential.expires < time.time():
            self._credential = self._refresh()
        return self._credential

    def _refresh(self) -> Credential:
        with httpx.Client(timeout=15) as client:
            response = client.post("https://portal.example.com/token")  # hit: refresh
        data = response.json()
        return Credential(data["access_token"], time.time() + data["expires_in"])
