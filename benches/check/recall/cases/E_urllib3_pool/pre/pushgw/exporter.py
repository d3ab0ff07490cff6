import json

import urllib3

http = urllib3.PoolManager(maxsize=2, retries=3)


class Exporter:
    def __init__(self, url: str) -> None:
        self.url = url

    def export(self, batch: list[dict[str, float]]) -> int:
        body = json.dumps(batch).encode()
        reply = http.request("POST", self.url, body=body)  # hit: request
        return reply.status
