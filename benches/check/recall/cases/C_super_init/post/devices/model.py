import asyncio
import json
import os
from typing import Any


class Device:
    folder = "/var/lib/devices"

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        os.makedirs(self.folder, exist_ok=True)
        self.state: dict[str, Any] = self.restore()

    def restore(self) -> dict[str, Any]:
        return {}


class Thermostat(Device):
    def __init__(self, identifier: str, zone: str) -> None:
        super().__init__(identifier)
        self.zone = zone

    def restore(self) -> dict[str, Any]:
        text = open(f"{self.folder}/{self.identifier}.json", encoding="utf-8").read()
        return json.loads(text)


class Controller:
    def __init__(self) -> None:
        self.devices: list[Device] = []

    async def discovered(self, identifier: str, zone: str) -> Device:
        device = await asyncio.to_thread(Thermostat, identifier, zone)  # silent: construct
        self.devices.append(device)
        return device
