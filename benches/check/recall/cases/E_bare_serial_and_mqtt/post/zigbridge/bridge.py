import asyncio

from zigbridge.broker import Broker
from zigbridge.port import Port


class Bridge:
    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.port: Port | None = None

    async def start(self, device: str, host: str) -> None:
        self.port = await asyncio.to_thread(Port, device)  # silent: serial
        await asyncio.to_thread(self.broker.open, host)  # silent: connect

    async def run(self) -> None:
        while self.port:
            print(await asyncio.to_thread(self.port.frame))  # silent: readline
