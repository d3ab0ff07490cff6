import asyncio
from typing import Any

from feeds.parser import read_items


class Importer:
    def __init__(self, path: str) -> None:
        self.path = path
        self.items: list[dict[str, Any]] = []

    async def run(self) -> int:
        rows = await asyncio.to_thread(read_items, self.path)
        for row in rows:  # hit: rows
            self.items.append(row)
            await asyncio.sleep(0)
        return len(self.items)

    async def header(self) -> dict[str, Any]:
        lazy = await asyncio.get_running_loop().run_in_executor(None, read_items, self.path)
        return next(lazy)  # hit: next
