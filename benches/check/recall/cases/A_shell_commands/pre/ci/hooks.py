import json
import os
import subprocess

import tornado.web


class PushHandler(tornado.web.RequestHandler):
    def initialize(self, checkout: str) -> None:
        self.checkout = checkout

    async def post(self) -> None:
        payload = json.loads(self.request.body)
        status = os.system(f"git -C {self.checkout} fetch --quiet")  # hit: system
        if status:
            self.set_status(502)
            return
        revision = os.popen(f"git -C {self.checkout} rev-parse HEAD")  # hit: popen
        self.write({"ref": payload["ref"], "revision": str(revision)})
        await self.flush()


class LogHandler(tornado.web.RequestHandler):
    async def get(self, revision: str) -> None:
        code, text = subprocess.getstatusoutput(f"git show {revision}")  # hit: output
        self.write({"code": code, "text": text})


def make_app(checkout: str) -> tornado.web.Application:
    return tornado.web.Application(
        [(r"/push", PushHandler, {"checkout": checkout}), (r"/log/(.*)", LogHandler)]
    )
