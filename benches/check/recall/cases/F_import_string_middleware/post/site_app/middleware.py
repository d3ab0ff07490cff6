from typing import Any


class GeoMiddleware:
    def process_request(self, request: dict[str, Any]) -> None:
        with open("geo.db", "rb") as file:
            request["geo"] = file.read(16)


class HeaderMiddleware:
    def process_request(self, request: dict[str, Any]) -> None:
        request["x"] = 1
