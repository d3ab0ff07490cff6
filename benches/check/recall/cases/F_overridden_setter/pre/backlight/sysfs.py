from pathlib import Path

from backlight.base import Backlight


class SysfsBacklight(Backlight):
    def __init__(self, name: str) -> None:
        self.file = Path("/sys/class/backlight") / name / "brightness"

    @property
    def level(self) -> int:
        return int(self.file.read_text())  # hit: read

    @level.setter
    def level(self, value: int) -> None:
        self.file.write_text(str(value))  # hit: level
