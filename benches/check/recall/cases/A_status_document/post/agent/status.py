import asyncio
import os
import platform
import shutil

from aiohttp import web


class StatusHandler:
    def __init__(self, data: str, logs: list[str]) -> None:
        self.data = data
        self.logs = logs

    def collect(self, verbose: bool) -> dict:
        with open("/proc/uptime") as uptime:
            seconds = uptime.read().split()[0]
        return {
            "node": platform.node(),
            "disk": {"free": shutil.disk_usage(self.data).free, "path": self.data},
            "logs": {name: os.path.getsize(name) for name in self.logs if verbose},
            "uptime": seconds,
        }

    async def get(self, request: web.Request) -> web.Response:
        loop = asyncio.get_running_loop()
        document = await loop.run_in_executor(None, self.collect, "verbose" in request.query)  # silent: collect
        return web.json_response(document)


def register(app: web.Application, handler: StatusHandler) -> None:
    app.router.add_get("/status", handler.get)
