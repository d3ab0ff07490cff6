import asyncio

from aiohttp import web
from docker.models.containers import Container

from relay.containers import Announcer, tags


class Handlers:
    def __init__(self, announcer: Announcer, containers: dict[str, Container]) -> None:
        self.announcer = announcer
        self.containers = containers

    async def describe(self, request: web.Request) -> web.Response:
        container = self.containers[request.match_info["name"]]
        names = await asyncio.to_thread(tags, container)  # silent: image
        await asyncio.to_thread(self.announcer.announce, f"{container.short_id} is {names}")  # silent: webhook
        return web.Response(status=204)
