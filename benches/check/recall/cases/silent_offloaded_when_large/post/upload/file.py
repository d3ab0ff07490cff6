import asyncio
from typing import BinaryIO


class Upload:
    def __init__(self, file: BinaryIO, in_memory: bool) -> None:
        self.file = file
        self.in_memory = in_memory

    async def read(self, size: int = -1) -> bytes:
        if self.in_memory:
            return self.file.read(size)  # silent: memory
        return await asyncio.to_thread(self.file.read, size)  # silent: disk
