import asyncio
import shutil
from pathlib import Path

from aiohttp import web

ROOT = Path("/config")


async def create(request: web.Request) -> web.Response:
    name = await asyncio.to_thread(shutil.make_archive, "/backup/full", "gztar", ROOT)  # silent: pack
    return web.json_response({"name": name})


async def restore(request: web.Request) -> web.Response:
    data = await request.json()
    await asyncio.to_thread(shutil.unpack_archive, data["name"], ROOT)  # silent: unpack
    return web.json_response({"name": data["name"]})
