import shutil
import urllib.request

from aioextensions import collect, in_process, in_thread


def download(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as reply:
        return reply.read()


def score(seed: int) -> int:
    total = 0
    for left in range(5_000_000):
        total += (left * seed) % 7
    return total


async def prepare(urls: list[str]) -> list[bytes]:
    return list(await collect([in_thread(download, url) for url in urls], workers=4))  # silent: fetch


async def evaluate(seed: int) -> int:
    return await in_process(score, seed)  # silent: score


async def clean(path: str) -> None:
    await in_thread(shutil.rmtree, path)  # silent: rmtree
