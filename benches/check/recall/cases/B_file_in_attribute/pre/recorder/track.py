import struct
from dataclasses import dataclass

HEADER = struct.Struct("<4sIH")


@dataclass
class Frame:
    stamp: int
    payload: bytes


class Recorder:
    def __init__(self, path: str) -> None:
        self.output = open(path, "w+b")
        self.frames = 0

    async def handle(self, frame: Frame) -> None:
        self.output.write(HEADER.pack(b"FRAM", frame.stamp, len(frame.payload)) + frame.payload)  # hit: write
        self.frames += 1
        if self.frames % 100 == 0:
            self.output.flush()  # hit: flush

    async def replay(self) -> bytes:
        self.output.seek(0)  # hit: seek
        return self.output.read()  # hit: read


def record(path: str) -> Recorder:
    return Recorder(path)
