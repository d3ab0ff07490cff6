import asyncio
import re
import socket

PRIORITY = re.compile(rb"^<(\d+)>")


class SyslogProtocol(asyncio.DatagramProtocol):
    def __init__(self, path: str) -> None:
        self.path = path
        self.dropped = 0
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        match = PRIORITY.match(data)
        if match is None:
            self.dropped += 1
            return
        self.queue.put_nowait(data)  # silent: write

    def _store(self, batch: list[bytes]) -> None:
        with open(self.path, "ab") as log:
            log.writelines(batch)

    async def drain(self) -> None:
        while True:
            await asyncio.to_thread(self._store, [await self.queue.get()])  # silent: drain


class GreetingProtocol(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        self.name = peer[0]  # silent: resolve


async def serve(path: str) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: SyslogProtocol(path), ("0.0.0.0", 5514))
    await loop.create_server(GreetingProtocol, "0.0.0.0", 5515)
