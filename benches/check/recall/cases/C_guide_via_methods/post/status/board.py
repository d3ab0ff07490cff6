import asyncio
import json
import subprocess
import time
from io import TextIOWrapper
from urllib.request import urlopen

import requests


class Source:
    def __init__(self, url: str) -> None:
        self.url = url

    def load(self) -> dict:
        return requests.get(self.url, timeout=4).json()

    @staticmethod
    def legacy(url: str) -> int:
        return urlopen(url).status

    @classmethod
    def backoff(cls, attempt: int) -> None:
        time.sleep(min(2**attempt, 30))


class Journal:
    def __init__(self, path: str) -> None:
        self.path = path

    def _open(self) -> TextIOWrapper:
        return open(self.path, "r", encoding="utf-8")

    def tail(self, size: int) -> str:
        text = self._open()
        text.seek(max(0, size))
        return text.read()


class Board:
    def __init__(self, sources: list[Source], journal: Journal) -> None:
        self.sources = sources
        self.journal = journal

    def _uptime(self) -> str:
        return subprocess.run(["uptime"], capture_output=True, text=True).stdout

    async def refresh(self) -> dict:
        merged: dict = {"uptime": await asyncio.to_thread(self._uptime)}  # silent: run
        for attempt, source in enumerate(self.sources):
            merged.update(await asyncio.to_thread(source.load))  # silent: requests
            await asyncio.sleep(min(2**attempt, 30))  # silent: sleep
        return merged

    async def is_alive(self, url: str) -> bool:
        return await asyncio.to_thread(Source.legacy, url) == 200  # silent: urlopen

    async def history(self) -> list[dict]:
        tail = await asyncio.to_thread(self.journal.tail, 4096)  # silent: open
        return [json.loads(line) for line in tail.splitlines()]
