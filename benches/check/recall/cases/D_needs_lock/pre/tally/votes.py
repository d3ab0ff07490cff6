from tally.storage import Storage


class Votes:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    async def cast(self, option: str) -> int:
        values = self.storage.load()  # via: read
        values[option] = values.get(option, 0) + 1
        self.storage.save(values)  # via: write
        return values[option]
