import time

import requests
from aioextensions import collect, in_process, in_thread, run, schedule


def fibonacci(count: int) -> int:
    first, second = 0, 1
    for _ in range(count):
        first, second = second, first + second
    return first


def download(url: str) -> bytes:
    time.sleep(0.1)  # silent: sleep
    return requests.get(url).content  # silent: get


async def both(url: str) -> tuple[bytes, int]:
    body = await in_thread(download, url)  # silent: thread
    number = await in_process(fibonacci, count=10_000)  # silent: process
    return body, number


async def everything(urls: list[str]) -> int:
    results = await collect([in_thread(download, url) for url in urls], workers=8)  # silent: collect
    task = schedule(both(urls[0]))
    await task
    return len(results)


def main() -> None:
    run(everything(["https://example.org"]))
