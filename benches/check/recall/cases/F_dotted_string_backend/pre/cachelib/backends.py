from pathlib import Path


class FromFile:
    """Reads the attribute from a file of the same name."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> str:
        return Path("/etc/cachelib", self.name).read_text()  # hit: descriptor


class MemoryBackend:
    prefix = FromFile()

    def get(self, key: str) -> bytes:
        return key.encode()


class FileBackend:
    def get(self, key: str) -> bytes:
        return Path("/var/cache", key).read_bytes()  # hit: backend
