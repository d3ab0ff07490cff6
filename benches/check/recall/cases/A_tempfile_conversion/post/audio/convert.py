import asyncio
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
        process = await asyncio.create_subprocess_exec(
            "ffprobe", "-show_format", path, stdout=subprocess.PIPE
        )
        out, _ = await process.communicate()  # silent: communicate
        text = out.decode()
        for line in text.splitlines():
            if line.startswith("duration="):
                return Clip(os.path.basename(path), float(line.partition("=")[2]))
        raise ConversionError(f"no duration in {path}")

    async def workspace(self) -> str:
        return await asyncio.to_thread(tempfile.mkdtemp, prefix="audio-")  # silent: mkdtemp

    @staticmethod
    def _spool(blob: bytes) -> str:
        with tempfile.NamedTemporaryFile(suffix=".ogg", delete=False) as spool:
            spool.write(blob)
            return spool.name
    async def store_blob(self, blob: bytes) -> str:
        return await asyncio.to_thread(self._spool, blob)  # silent: named
