import asyncio

from solar.discovery import find
from solar.inverter import Inverter


class Coordinator:
    def __init__(self, token: str) -> None:
        self.token = token
        self.inverters: list[Inverter] = []

    async def discover(self) -> None:
        for host in await asyncio.to_thread(find, self.token):  # silent: get
            self.inverters.append(await asyncio.to_thread(Inverter, host, "secret"))  # silent: session

    async def throttle(self, watts: int) -> None:
        for inverter in self.inverters:
            await asyncio.to_thread(inverter.set_limit, watts)  # silent: put
