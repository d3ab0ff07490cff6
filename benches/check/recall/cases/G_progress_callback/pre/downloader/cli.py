import aiohttp

from downloader.fetch import fetch


def show(done: int, total: int) -> None:
    with open("/tmp/progress", "w") as file:  # hit: progress
        print(done, total, file=file)


async def main(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await fetch(session, url, show)
