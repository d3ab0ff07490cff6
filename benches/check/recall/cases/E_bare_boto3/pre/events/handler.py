from typing import Any

from events.queue import EventQueue
from events.tables import table


class Handler:
    def __init__(self, queue: EventQueue) -> None:
        self.queue = queue
        self.table: Any = None

    async def setup(self, name: str) -> None:
        self.table = table(name)  # via: create

    async def handle(self, event: dict[str, Any]) -> str:
        return self.queue.send(event)  # via: send
