import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from links.preview import sizes, title


async def preview(request: Request) -> JSONResponse:
    url = request.query_params["url"]
    return JSONResponse({"title": await run_in_threadpool(title, url)})  # silent: get


async def measure(request: Request) -> JSONResponse:
    urls = await request.json()
    return JSONResponse({"sizes": await anyio.to_thread.run_sync(sizes, urls)})  # silent: client


routes = [Route("/preview", preview), Route("/measure", measure, methods=["POST"])]
