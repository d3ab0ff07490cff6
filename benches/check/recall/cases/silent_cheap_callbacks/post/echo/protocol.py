import asyncio


class EchoProtocol(asyncio.Protocol):
    def __init__(self, clients: set["EchoProtocol"]) -> None:
        self.clients = clients
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport  # silent: made
        self.clients.add(self)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.transport is not None:
            self.transport.write(data)  # silent: write
        asyncio.get_running_loop().call_later(1, self.trim)  # silent: later

    def trim(self) -> None:
        self.buffer = self.buffer[-1024:]  # silent: trim

    def connection_lost(self, exc: Exception | None) -> None:
        self.clients.discard(self)  # silent: lost


async def serve() -> None:
    clients: set[EchoProtocol] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: EchoProtocol(clients), "127.0.0.1", 7)  # silent: server
    async with server:
        await server.serve_forever()  # silent: forever
