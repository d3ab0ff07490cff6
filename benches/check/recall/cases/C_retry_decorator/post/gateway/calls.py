import asyncio
import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Unavailable(Exception):
    pass


def retry(attempts: int, delay: float) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(attempts):
                try:
                    return function(*args, **kwargs)
                except Unavailable:
                    time.sleep(delay * 2**attempt)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def traced(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        print(function.__name__, file=open("/var/log/calls", "a"))
        return function(*args, **kwargs)

    return wrapper


@retry(attempts=3, delay=0.5)
def pick(hosts: list[str]) -> str:
    if not hosts:
        raise Unavailable("no host")
    return random.choice(hosts)


class Router:
    def __init__(self, hosts: list[str]) -> None:
        self.hosts = hosts

    def mark_down(self, host: str) -> None:
        self.hosts.remove(host)

    async def route(self) -> str:
        return await asyncio.to_thread(pick, self.hosts)  # silent: sleep

    async def fail(self, host: str) -> None:
        self.mark_down(host)  # silent: trace
