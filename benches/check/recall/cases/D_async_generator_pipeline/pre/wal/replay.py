from collections.abc import AsyncIterator
from pathlib import Path

from wal.decode import entries
from wal.segments import SegmentStore


class Replay:
    def __init__(self, folder: Path) -> None:
        self.store = SegmentStore(folder)
        self.position = 0

    async def stream(self) -> AsyncIterator[bytes]:
        for path in self.store.paths():  # via: segments
            for entry in entries(self.store.read(path)):  # via: read
                self.position += len(entry)
                yield entry


async def restore(folder: Path) -> int:
    replay = Replay(folder)
    async for _ in replay.stream():
        pass
    return replay.position
