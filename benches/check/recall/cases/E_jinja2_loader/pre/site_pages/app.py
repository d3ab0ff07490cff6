from aiohttp import web

from site_pages.rendering import Renderer


def create_app(folder: str) -> web.Application:
    renderer = Renderer(folder)
    app = web.Application()

    async def show(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        text = renderer.page(name, user=request.query.get("user"))  # via: template
        return web.Response(text=text, content_type="text/html")

    app.router.add_get("/{name}", show)
    return app
