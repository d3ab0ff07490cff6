import configparser
import tarfile
from pathlib import Path


async def manifest(upload: Path) -> bytes:
    with tarfile.open(upload) as tar:  # hit: open
        member = tar.extractfile("manifest.json")
        return member.read() if member else b""


async def options(folder: Path) -> dict[str, str]:
    config = configparser.ConfigParser()
    config.read(folder / "plugin.ini")  # hit: ini
    return dict(config["plugin"])
