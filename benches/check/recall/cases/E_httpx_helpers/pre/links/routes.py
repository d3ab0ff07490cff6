from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from links.preview import sizes, title


async def preview(request: Request) -> JSONResponse:
    url = request.query_params["url"]
    return JSONResponse({"title": title(url)})  # via: get


async def measure(request: Request) -> JSONResponse:
    urls = await request.json()
    return JSONResponse({"sizes": sizes(urls)})  # via: client


routes = [Route("/preview", preview), Route("/measure", measure, methods=["POST"])]
