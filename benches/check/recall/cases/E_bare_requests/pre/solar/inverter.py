from __future__ import annotations

import requests
from requests.auth import HTTPDigestAuth


class InverterError(Exception):
    pass


class Inverter:
    def __init__(self, host: str, password: str) -> None:
        self.base = f"http://{host}/api"
        self.session = requests.Session()
        self.session.auth = HTTPDigestAuth("installer", password)
        self.info = self._request("info")

    def _request(self, path: str) -> dict:
        try:
            reply = self.session.get(f"{self.base}/{path}", timeout=10)  # hit: session
            reply.raise_for_status()
        except requests.RequestException as error:
            raise InverterError(path) from error
        return reply.json()

    def power(self) -> float:
        return float(self._request("power")["watts"])

    def set_limit(self, watts: int) -> None:
        requests.put(f"{self.base}/limit", json={"watts": watts}, timeout=10)  # hit: put
