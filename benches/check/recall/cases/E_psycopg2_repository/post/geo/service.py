import asyncio

from geo.places import Places


class GeoService:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.calls = 0

    async def lookup(self, latitude: float, longitude: float) -> list[str]:
        self.calls += 1
        rows = await asyncio.to_thread(self.places.near, latitude, longitude)  # silent: near
        return [row[0] for row in rows]
