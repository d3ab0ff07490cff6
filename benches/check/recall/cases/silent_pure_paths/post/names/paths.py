import os.path
from pathlib import Path, PurePosixPath

ROOT = Path("/srv")


def target(name: str) -> Path:
    return (ROOT / name).with_suffix(".tar.gz")


class Namer:
    def __init__(self, base: Path) -> None:
        self.base = base

    @property
    def archive(self) -> Path:
        return self.base / "archive"

    async def choose(self, name: str) -> str:
        path = target(name)  # silent: target
        return str(path.relative_to(ROOT).as_posix())  # silent: relative

    async def join(self, *parts: str) -> str:
        joined = os.path.join(*parts)  # silent: join
        return os.path.splitext(os.path.basename(joined))[0]  # silent: basename

    async def inside(self, name: str) -> bool:
        path = PurePosixPath("/srv") / name  # silent: pure
        return self.archive.is_relative_to(path) and path.match("*.md")  # silent: match
