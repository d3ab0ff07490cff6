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
    client: httpx.AsyncClient
    history: list[Reading] = field(default_factory=list)

    async def poll(self) -> Reading:
        response = await self.client.get(self.url, params={"units": "metric"})  # silent: get
        response.raise_for_status()
        reading = Reading(**response.json())
        self.history.append(reading)
        return reading

    async def download(self, day: str) -> int:
        size = 0
        async with self.client.stream("GET", f"{self.url}/archive/{day}") as archive:  # silent: stream
            size += int(archive.headers["content-length"])
        return size


async def stations(client: httpx.AsyncClient, region: str) -> list[Station]:
    reply = await client.get("https://weather.example.org/stations", params={"region": region})
    return [Station(url, client) for url in reply.json()]
