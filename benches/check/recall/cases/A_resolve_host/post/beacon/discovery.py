import asyncio
import logging
import socket

_LOGGER = logging.getLogger(__name__)


class Discovery:
    def __init__(self, port: int) -> None:
        self.port = port
        self.peers: dict[str, str] = {}

    async def resolve(self, host: str) -> list[str]:
        loop = asyncio.get_running_loop()
        infos = await loop.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)  # silent: getaddrinfo
        return [info[4][0] for info in infos]

    async def register(self) -> None:
        name = await asyncio.get_running_loop().run_in_executor(None, socket.getfqdn)  # silent: fqdn
        _LOGGER.info("registering as %s", name)
        for address in await self.resolve(name):
            self.peers[name] = address

    async def connect(self, host: str) -> asyncio.StreamWriter:
        addresses = await self.resolve(host)
        _, writer = await asyncio.open_connection(addresses[0], self.port)
        return writer
