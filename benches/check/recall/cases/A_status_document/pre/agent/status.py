import os
import platform
import shutil

from aiohttp import web


class StatusHandler:
    def __init__(self, data: str, logs: list[str]) -> None:
        self.data = data
        self.logs = logs

    async def get(self, request: web.Request) -> web.Response:
        verbose = "verbose" in request.query
        document = {
            "node": platform.node(),
            "disk": {"free": shutil.disk_usage(self.data).free, "path": self.data},  # hit: disk
            "logs": {
                name: os.path.getsize(name)  # hit: sizes
                for name in self.logs
                if verbose
            },
            "uptime": open("/proc/uptime").read().split()[0],  # hit: uptime
        }
        return web.json_response(document)


def register(app: web.Application, handler: StatusHandler) -> None:
    app.router.add_get("/status", handler.get)
