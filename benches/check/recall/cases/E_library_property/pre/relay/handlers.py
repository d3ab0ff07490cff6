from aiohttp import web

from relay.links import Announcer, absolute


class Handlers:
    def __init__(self, announcer: Announcer) -> None:
        self.announcer = announcer

    async def create(self, request: web.Request) -> web.Response:
        name = (await request.json())["name"]
        location = absolute(request, f"/items/{name}")  # via: host
        self.announcer.announce(f"new item {location}")  # via: webhook
        return web.Response(status=201, headers={"Location": location})
