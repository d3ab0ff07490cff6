import json
import urllib.request
from typing import Any


class DeviceApi:
    def __init__(self, host: str) -> None:
        self.host = host

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://{self.host}/{path}") as answer:
            return json.load(answer)

    def status(self) -> Any:
        return self._get("status")
