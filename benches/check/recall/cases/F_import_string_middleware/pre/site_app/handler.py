from typing import Any

from site_app import conf
from site_app.loading import import_string


class Handler:
    def __init__(self) -> None:
        self.middleware = [import_string(path)() for path in conf.MIDDLEWARE]
        self.storage = import_string(conf.STORAGE)()

    async def handle(self, request: dict[str, Any]) -> None:
        for middleware in self.middleware:
            middleware.process_request(request)  # via: geo
        self.storage.persist("last", b"")  # via: disk
