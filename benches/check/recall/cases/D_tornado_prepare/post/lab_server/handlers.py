from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler

from lab_server.kernels import kernel_specs
from lab_server.tokens import known_tokens

TOKENS = "/etc/lab/tokens"


class AuthenticatedHandler(RequestHandler):
    async def prepare(self) -> None:
        token = self.request.headers.get("Authorization", "")
        tokens = await IOLoop.current().run_in_executor(None, known_tokens, TOKENS)  # silent: prepare
        if token not in tokens:
            raise HTTPError(403)


class KernelHandler(AuthenticatedHandler):
    async def get(self) -> None:
        names = await IOLoop.current().run_in_executor(None, kernel_specs)  # silent: get
        self.write({"kernels": names})


def make_app() -> Application:
    return Application([(r"/kernels", KernelHandler)])
