import shutil
from pathlib import Path

from aiohttp import web

ROOT = Path("/config")


async def create(request: web.Request) -> web.Response:
    name = shutil.make_archive("/backup/full", "gztar", ROOT)  # hit: pack
    return web.json_response({"name": name})


async def restore(request: web.Request) -> web.Response:
    data = await request.json()
    shutil.unpack_archive(data["name"], ROOT)  # hit: unpack
    return web.json_response({"name": data["name"]})
