import asyncio
import shelve


class Settings:
    def __init__(self) -> None:
        self.shelf: shelve.Shelf[str] | None = None

    async def open(self, path: str) -> None:
        self.shelf = await asyncio.to_thread(shelve.open, path)  # silent: open

    async def save(self, guild: str, prefix: str) -> None:
        assert self.shelf is not None
        await asyncio.to_thread(self._write, guild, prefix)  # silent: sync

    def _write(self, guild: str, prefix: str) -> None:
        assert self.shelf is not None
        self.shelf[guild] = prefix
        self.shelf.sync()
