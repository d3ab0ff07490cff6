import asyncio

from playlist.store import Store


class Screen:
    def __init__(self, name: str) -> None:
        self.name = name
        self.store = Store("/srv/playlists")

    async def show(self, slide: str) -> int:
        await asyncio.sleep(0)
        return len(slide)

    async def run(self) -> None:
        await asyncio.sleep(3)  # silent: sleep
        slide = await asyncio.to_thread(self.store.first, self.name)  # silent: read
        await self.show(slide)
