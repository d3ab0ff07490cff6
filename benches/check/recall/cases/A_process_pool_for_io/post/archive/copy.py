import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlretrieve


class Archive:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.threads = ThreadPoolExecutor(4)

    async def add(self, path: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, shutil.copy2, path, self.folder)  # silent: copy

    async def fetch(self, urls: list[str]) -> int:
        loop = asyncio.get_running_loop()
        with_names = [(url, f"{self.folder}/{number}") for number, url in enumerate(urls)]
        jobs = [
            loop.run_in_executor(self.threads, urlretrieve, url, name)  # silent: fetch
            for url, name in with_names
        ]
        return len(await asyncio.gather(*jobs))
