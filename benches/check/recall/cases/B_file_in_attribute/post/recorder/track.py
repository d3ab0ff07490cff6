import asyncio
import io
import struct
from dataclasses import dataclass

HEADER = struct.Struct("<4sIH")


@dataclass
class Frame:
    stamp: int
    payload: bytes


class Recorder:
    def __init__(self, path: str) -> None:
        self.path = path
        self.output = io.BytesIO()
        self.frames = 0

    async def handle(self, frame: Frame) -> None:
        self.output.write(HEADER.pack(b"FRAM", frame.stamp, len(frame.payload)) + frame.payload)  # silent: write
        self.frames += 1
        if self.frames % 100 == 0:
            await asyncio.to_thread(self._spill, self.output.getvalue())  # silent: flush

    def _spill(self, blob: bytes) -> None:
        with open(self.path, "ab") as file:
            file.write(blob)

    async def replay(self) -> bytes:
        self.output.seek(0)  # silent: seek
        return self.output.read()  # silent: read


def record(path: str) -> Recorder:
    return Recorder(path)
