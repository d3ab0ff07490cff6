import asyncio
import re
import socket

PRIORITY = re.compile(rb"^<(\d+)>")


class SyslogProtocol(asyncio.DatagramProtocol):
    def __init__(self, path: str) -> None:
        self.path = path
        self.dropped = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        match = PRIORITY.match(data)
        if match is None:
            self.dropped += 1
            return
        self._store(addr[0], int(match[1]), data)  # via: write

    def _store(self, host: str, priority: int, data: bytes) -> None:
        with open(self.path, "ab") as log:  # hit: write
            log.fileno()


class GreetingProtocol(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        self.name = self._name_of(peer[0])  # via: resolve

    def _name_of(self, address: str) -> str:
        return socket.gethostbyaddr(address)[0]  # hit: resolve


async def serve(path: str) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: SyslogProtocol(path), ("0.0.0.0", 5514))
    await loop.create_server(GreetingProtocol, "0.0.0.0", 5515)
