import os
import subprocess
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Clip:
    name: str
    seconds: float


class ConversionError(RuntimeError):
    pass


class Converter:
    def __init__(self, binary: str = "ffmpeg") -> None:
        self.binary = binary

    async def probe(self, path: str) -> Clip:
        text = subprocess.check_output(["ffprobe", "-show_format", path], text=True)  # hit: output
        for line in text.splitlines():
            if line.startswith("duration="):
                return Clip(os.path.basename(path), float(line.partition("=")[2]))
        raise ConversionError(f"no duration in {path}")

    async def workspace(self) -> str:
        return tempfile.mkdtemp(prefix="audio-")  # hit: mkdtemp

    async def store_blob(self, blob: bytes) -> str:
        with tempfile.NamedTemporaryFile(suffix=".ogg", delete=False) as spool:  # hit: named
            name = spool.name
        return name
