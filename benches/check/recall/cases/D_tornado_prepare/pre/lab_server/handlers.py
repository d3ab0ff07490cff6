from tornado.web import Application, HTTPError, RequestHandler

from lab_server.kernels import kernel_specs
from lab_server.tokens import known_tokens

TOKENS = "/etc/lab/tokens"


class AuthenticatedHandler(RequestHandler):
    def prepare(self) -> None:
        token = self.request.headers.get("Authorization", "")
        if token not in known_tokens(TOKENS):  # via: prepare
            raise HTTPError(403)


class KernelHandler(AuthenticatedHandler):
    def get(self) -> None:
        self.write({"kernels": kernel_specs()})  # via: get


def make_app() -> Application:
    return Application([(r"/kernels", KernelHandler)])
