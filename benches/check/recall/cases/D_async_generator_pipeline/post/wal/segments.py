from collections.abc import Iterator
from pathlib import Path


class SegmentStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paths(self) -> Iterator[Path]:
        for path in self.folder.glob("*.wal"):
            if path.suffix == ".wal":
                yield path

    def read(self, path: Path) -> bytes:
        return path.read_bytes()
