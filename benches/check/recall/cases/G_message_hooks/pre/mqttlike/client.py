import asyncio
from collections.abc import Callable

Hook = Callable[[str, bytes], None]


class Client:
    def __init__(self, host: str) -> None:
        self.host = host
        self.on_message: Hook | None = None

    async def _dispatch(self, topic: str, payload: bytes) -> None:
        if self.on_message is not None:
            self.on_message(topic, payload)  # hit: hook

    async def run(self) -> None:
        reader, _ = await asyncio.open_connection(self.host, 1883)
        while line := await reader.readline():
            topic, _, payload = line.partition(b" ")
            await self._dispatch(topic.decode(), payload)
