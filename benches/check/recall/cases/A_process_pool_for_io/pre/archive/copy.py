import asyncio
import shutil
from concurrent.futures import ProcessPoolExecutor
from urllib.request import urlretrieve


class Archive:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.processes = ProcessPoolExecutor(4)

    async def add(self, path: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.processes, shutil.copy2, path, self.folder)  # hit: copy

    async def fetch(self, urls: list[str]) -> int:
        loop = asyncio.get_running_loop()
        with_names = [(url, f"{self.folder}/{number}") for number, url in enumerate(urls)]
        jobs = [
            loop.run_in_executor(self.processes, urlretrieve, url, name)  # hit: fetch
            for url, name in with_names
        ]
        return len(await asyncio.gather(*jobs))
