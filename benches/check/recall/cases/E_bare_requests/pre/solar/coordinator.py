from solar.discovery import find
from solar.inverter import Inverter


class Coordinator:
    def __init__(self, token: str) -> None:
        self.token = token
        self.inverters: list[Inverter] = []

    async def discover(self) -> None:
        for host in find(self.token):  # via: get
            self.inverters.append(Inverter(host, "secret"))  # via: session

    async def throttle(self, watts: int) -> None:
        for inverter in self.inverters:
            inverter.set_limit(watts)  # via: put
