from pathlib import Path


class FileBlobs:
    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        (self.root / key).write_bytes(data)  # hit: put

    def keys(self) -> list[str]:
        return [path.name for path in self.root.iterdir()]  # hit: keys
