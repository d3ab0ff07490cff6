import functools
import subprocess
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Tunnel:
    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port

    def open(self) -> None:
        subprocess.check_call(["ssh", "-fNL", f"{self.port}:localhost:5432", self.host])  # hit: ssh
        time.sleep(0.5)  # hit: settle


def tunnelled(host: str, port: int = 5432) -> Callable[[Callable[P, R]], Callable[P, R]]:
    tunnel = Tunnel(host, port)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            tunnel.open()
            return function(*args, **kwargs)

        return inner

    return decorate
