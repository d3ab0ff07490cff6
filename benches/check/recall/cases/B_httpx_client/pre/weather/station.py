from __future__ import annotations

from dataclasses import dataclass, field

import httpx


@dataclass
class Reading:
    celsius: float
    humidity: float


@dataclass
class Station:
    url: str
    client: httpx.Client = field(default_factory=httpx.Client)
    history: list[Reading] = field(default_factory=list)

    async def poll(self) -> Reading:
        response = self.client.get(self.url, params={"units": "metric"})  # hit: get
        response.raise_for_status()
        reading = Reading(**response.json())
        self.history.append(reading)
        return reading

    async def download(self, day: str) -> int:
        size = 0
        with self.client.stream("GET", f"{self.url}/archive/{day}") as archive:  # hit: stream
            size += int(archive.headers["content-length"])
        return size


async def stations(client: httpx.Client, region: str) -> list[Station]:
    reply = client.get("https://weather.example.org/stations", params={"region": region})  # hit: parameter
    return [Station(url, client) for url in reply.json()]
