class Store:
    def exists(self, key: str) -> bool:
        raise NotImplementedError

    def create(self) -> str:
        return "a" if self.exists("a") else "b"


class MemoryStore(Store):
    def exists(self, key: str) -> bool:
        return key == "a"

    async def acreate(self) -> str:
        return self.create()  # silent: memory


class FileStore(Store):
    def exists(self, key: str) -> bool:
        with open(key) as file:  # silent: file
            return bool(file.read(1))
