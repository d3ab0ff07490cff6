import asyncio

from zigbridge.broker import Broker
from zigbridge.port import Port


class Bridge:
    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.port: Port | None = None

    async def start(self, device: str, host: str) -> None:
        self.port = Port(device)  # via: serial
        self.broker.open(host)  # via: connect

    async def run(self) -> None:
        while self.port:
            print(self.port.frame())  # via: readline
            await asyncio.sleep(0)
