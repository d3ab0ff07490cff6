import asyncio
import os
import socket
from types import TracebackType
from typing import Self


class Instrument:
    def __init__(self, host: str, trace: str) -> None:
        self.host = host
        self.trace = trace
        self.link: socket.socket | None = None

    def _connect(self) -> socket.socket:
        return socket.create_connection((self.host, 5025), timeout=3)

    def _forget_trace(self) -> None:
        os.remove(self.trace)

    async def __aenter__(self) -> Self:
        self.link = await asyncio.to_thread(self._connect)  # silent: connect
        self.link.setblocking(False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            await asyncio.to_thread(self._forget_trace)  # silent: remove

    async def query(self, command: str) -> bytes:
        assert self.link is not None
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.link, command.encode() + b"\n")
        return await loop.sock_recv(self.link, 4096)


async def measure(host: str) -> bytes:
    async with Instrument(host, "/tmp/trace") as instrument:
        return await instrument.query("MEAS?")
