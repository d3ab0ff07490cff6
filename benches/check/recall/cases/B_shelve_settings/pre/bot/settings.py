import shelve


class Settings:
    def __init__(self) -> None:
        self.shelf: shelve.Shelf[str] | None = None

    async def open(self, path: str) -> None:
        self.shelf = shelve.open(path)  # hit: open

    async def save(self, guild: str, prefix: str) -> None:
        assert self.shelf is not None
        self.shelf[guild] = prefix
        self.shelf.sync()  # hit: sync
