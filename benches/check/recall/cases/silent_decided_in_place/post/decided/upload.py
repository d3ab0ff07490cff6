"""A spooled upload: in memory while it is small."""

import asyncio
from typing import BinaryIO


class Upload:
    """A file that came with a request."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    @property
    def in_memory(self) -> bool:
        """Whether nothing was written to disk yet."""
        return not getattr(self.file, "_rolled", True)

    async def read(self, size: int = -1) -> bytes:
        """Read, in a thread once the file is on disk."""
        if self.in_memory:
            return self.file.read(size)  # silent: read
        return await asyncio.to_thread(self.file.read, size)
