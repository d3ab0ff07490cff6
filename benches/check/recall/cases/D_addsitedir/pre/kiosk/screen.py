import asyncio

from playlist.store import Store
from playlist.waiting import settle


class Screen:
    def __init__(self, name: str) -> None:
        self.name = name
        self.store = Store("/srv/playlists")

    async def show(self, slide: str) -> int:
        await asyncio.sleep(0)
        return len(slide)

    async def run(self) -> None:
        settle(3)  # via: sleep
        await self.show(self.store.first(self.name))  # via: read
