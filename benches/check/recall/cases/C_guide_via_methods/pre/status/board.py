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
        return requests.get(self.url, timeout=4).json()  # hit: requests

    @staticmethod
    def legacy(url: str) -> int:
        return urlopen(url).status  # hit: urlopen

    @classmethod
    def backoff(cls, attempt: int) -> None:
        time.sleep(min(2**attempt, 30))  # hit: sleep


class Journal:
    def __init__(self, path: str) -> None:
        self.path = path

    def _open(self) -> TextIOWrapper:
        return open(self.path, "r", encoding="utf-8")  # hit: open

    def tail(self, size: int) -> str:
        text = self._open()
        text.seek(max(0, size))  # hit: seek
        return text.read()  # hit: read


class Board:
    def __init__(self, sources: list[Source], journal: Journal) -> None:
        self.sources = sources
        self.journal = journal

    def _uptime(self) -> str:
        return subprocess.run(["uptime"], capture_output=True, text=True).stdout  # hit: run

    async def refresh(self) -> dict:
        merged: dict = {"uptime": self._uptime()}  # via: run
        for attempt, source in enumerate(self.sources):
            merged.update(source.load())  # via: requests
            Source.backoff(attempt)  # via: sleep
            await asyncio.sleep(0)
        return merged

    async def is_alive(self, url: str) -> bool:
        return Source.legacy(url) == 200  # via: urlopen

    async def history(self) -> list[dict]:
        return [json.loads(line) for line in self.journal.tail(4096).splitlines()]  # via: open
