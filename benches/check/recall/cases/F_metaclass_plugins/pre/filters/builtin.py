import subprocess

from filters.meta import Plugin


class Denoise(Plugin):
    def apply(self, frame: bytes) -> bytes:
        return subprocess.run(["ffmpeg", "-i", "-"], input=frame, stdout=-1).stdout  # hit: ffmpeg


class Lut(Plugin):
    def __init__(self) -> None:
        with open("/usr/share/luts/film.cube", "rb") as table:  # hit: lut
            self.table = next(table)
