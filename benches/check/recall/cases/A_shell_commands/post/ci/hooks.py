import asyncio
import json
from asyncio import subprocess

import tornado.web


async def git(*arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(  # silent: git
        "git", *arguments, stdout=subprocess.PIPE
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


class PushHandler(tornado.web.RequestHandler):
    def initialize(self, checkout: str) -> None:
        self.checkout = checkout

    async def post(self) -> None:
        payload = json.loads(self.request.body)
        status, _ = await git("-C", self.checkout, "fetch", "--quiet")  # silent: system
        if status:
            self.set_status(502)
            return
        _, revision = await git("-C", self.checkout, "rev-parse", "HEAD")
        self.write({"ref": payload["ref"], "revision": revision})  # silent: write
        await self.flush()


class LogHandler(tornado.web.RequestHandler):
    async def get(self, revision: str) -> None:
        code, text = await git("show", revision)
        self.write({"code": code, "text": text})


def make_app(checkout: str) -> tornado.web.Application:
    return tornado.web.Application(
        [(r"/push", PushHandler, {"checkout": checkout}), (r"/log/(.*)", LogHandler)]
    )
