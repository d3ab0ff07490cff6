import json
import socket


class Device:
    def __init__(self, host: str) -> None:
        self.host = host

    def describe(self) -> str:
        return f"{type(self).__name__} at {self.host}"


class Strip(Device):
    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.address = socket.gethostbyname(host)


class Bulb(Device):
    def __init__(self, host: str) -> None:
        super().__init__(host)
        with open("/usr/share/kasa/bulbs.json") as text:
            self.presets = json.loads(next(text))
