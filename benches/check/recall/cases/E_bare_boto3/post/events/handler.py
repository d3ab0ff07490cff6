import asyncio
from typing import Any

from events.queue import EventQueue
from events.tables import table


class Handler:
    def __init__(self, queue: EventQueue) -> None:
        self.queue = queue
        self.table: Any = None

    async def setup(self, name: str) -> None:
        self.table = await asyncio.to_thread(table, name)  # silent: create

    async def handle(self, event: dict[str, Any]) -> str:
        return await asyncio.to_thread(self.queue.send, event)  # silent: send
