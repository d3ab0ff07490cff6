import asyncio
from collections.abc import Awaitable, Callable
from aiohttp import web

from sessions.store import FileStore

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
COOKIE = "session"


def session_middleware(store: FileStore) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        identity = request.cookies.get(COOKIE)
        session = await asyncio.to_thread(store.load, identity) if identity else {}  # silent: read
        request["session"] = session
        response = await handler(request)
        if identity is None:
            response.set_cookie(COOKIE, store.new())  # silent: new
        return response

    return middleware


async def purge_on_startup(app: web.Application) -> None:
    store: FileStore = app["files"]
    app["purged"] = await asyncio.get_running_loop().run_in_executor(None, store.purge)  # silent: purge
