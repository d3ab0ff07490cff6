import io
import queue
import sys

import aiohttp
import redis

from mixed.shared import drain, dump, fetch, lookup, queue_all, read


async def export(lines: list[str]) -> str:
    text = io.StringIO()
    dump(lines, text)  # silent: dump
    return read(io.StringIO(text.getvalue()))  # silent: read


async def ask(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await fetch(session, url)  # silent: fetch


async def poll(jobs: queue.Queue[str], keys: list[str]) -> str:
    queue_all(redis.Redis().pipeline(), keys)  # silent: queue
    return drain(jobs) + lookup({"a": "b"}, "a")  # silent: poll


def main() -> None:
    with open("out.txt", "w") as out, open("in.txt") as source:
        dump([read(source)], out)
    dump(["done"], sys.stdout)
    lookup(redis.Redis(), "a")
