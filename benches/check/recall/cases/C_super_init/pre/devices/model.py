import asyncio
import json
import os
from typing import Any


class Device:
    folder = "/var/lib/devices"

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        os.makedirs(self.folder, exist_ok=True)  # hit: base
        self.state: dict[str, Any] = self.restore()

    def restore(self) -> dict[str, Any]:
        return {}


class Thermostat(Device):
    def __init__(self, identifier: str, zone: str) -> None:
        super().__init__(identifier)
        self.zone = zone

    def restore(self) -> dict[str, Any]:
        text = open(f"{self.folder}/{self.identifier}.json", encoding="utf-8").read()  # hit: override
        return json.loads(text)


class Controller:
    def __init__(self) -> None:
        self.devices: list[Device] = []

    async def discovered(self, identifier: str, zone: str) -> Device:
        device = Thermostat(identifier, zone)  # via: override # via: base
        self.devices.append(device)
        await asyncio.sleep(0)
        return device
