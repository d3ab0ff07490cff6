import subprocess

from filters.meta import Plugin


class Denoise(Plugin):
    def apply(self, frame: bytes) -> bytes:
        return subprocess.run(["ffmpeg", "-i", "-"], input=frame, stdout=-1).stdout


class Lut(Plugin):
    def __init__(self) -> None:
        with open("/usr/share/luts/film.cube", "rb") as table:
            self.table = next(table)
