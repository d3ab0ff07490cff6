from collections.abc import Awaitable, Callable

from aiohttp import web

from sessions.store import FileStore

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
COOKIE = "session"


def session_middleware(store: FileStore) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        identity = request.cookies.get(COOKIE)
        request["session"] = store.load(identity) if identity else {}  # via: read
        response = await handler(request)
        if identity is None:
            response.set_cookie(COOKIE, store.new())
        return response

    return middleware


async def purge_on_startup(app: web.Application) -> None:
    removed = app["store"].purge() if "store" in app else FileStore.purge(app["files"])  # via: purge # via: glob
    app["purged"] = removed
