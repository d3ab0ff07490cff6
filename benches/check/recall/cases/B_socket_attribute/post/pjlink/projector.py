import asyncio
import socket

from pjlink.protocol import POWER_ON, POWER_QUERY, parse


class Projector:
    def __init__(self, host: str, port: int = 4352) -> None:
        self.address = (host, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setblocking(False)

    async def connect(self) -> None:
        await asyncio.get_running_loop().sock_connect(self._socket, self.address)  # silent: connect

    async def turn_on(self) -> None:
        await asyncio.get_running_loop().sock_sendall(self._socket, POWER_ON)  # silent: send

    async def power(self) -> str:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._socket, POWER_QUERY)
        return parse(await loop.sock_recv(self._socket, 128))  # silent: recv
