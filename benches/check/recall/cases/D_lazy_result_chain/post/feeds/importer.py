import asyncio
from typing import Any

from feeds.parser import read_items, read_list


class Importer:
    def __init__(self, path: str) -> None:
        self.path = path
        self.items: list[dict[str, Any]] = []

    async def run(self) -> int:
        rows = await asyncio.to_thread(read_list, self.path)
        for row in rows:  # silent: rows
            self.items.append(row)
            await asyncio.sleep(0)
        return len(self.items)

    async def header(self) -> dict[str, Any]:
        lazy = read_items(self.path)
        return await asyncio.to_thread(next, lazy)  # silent: next
