import socket

from pjlink.protocol import POWER_ON, POWER_QUERY, parse


class Projector:
    def __init__(self, host: str, port: int = 4352) -> None:
        self.address = (host, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)

    async def connect(self) -> None:
        self._socket.connect(self.address)  # hit: connect

    async def turn_on(self) -> None:
        self._socket.sendall(POWER_ON)  # hit: send

    async def power(self) -> str:
        link = self._socket
        reply = link.recv(128)  # hit: recv
        return parse(reply)
