import asyncio

from aiohttp import web

from proxy.adapters import get_adapter
from proxy.adapters.base import UpstreamAdapter


def create_app(adapter: UpstreamAdapter) -> web.Application:
    app = web.Application()

    async def handle_health(request: web.Request) -> web.Response:
        ready = await asyncio.to_thread(adapter.is_authenticated)  # silent: lock
        return web.json_response({"status": "ok", "authenticated": ready})

    async def handle_proxy(request: web.Request) -> web.StreamResponse:
        cred = await asyncio.to_thread(adapter.get_credential)  # silent: refresh
        return web.json_response({"token": cred.token})

    app.router.add_get("/health", handle_health)
    app.router.add_route("*", "/v1/{tail:.*}", handle_proxy)
    return app


def run(name: str) -> None:
    web.run_app(create_app(get_adapter(name)))
