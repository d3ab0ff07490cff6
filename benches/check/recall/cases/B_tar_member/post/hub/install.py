import asyncio
import configparser
import tarfile
from pathlib import Path


def read_manifest(upload: Path) -> bytes:
    with tarfile.open(upload) as tar:
        member = tar.extractfile("manifest.json")
        return member.read() if member else b""


def read_options(folder: Path) -> dict[str, str]:
    config = configparser.ConfigParser()
    config.read(folder / "plugin.ini")
    return dict(config["plugin"])


async def install(upload: Path, folder: Path) -> None:
    await asyncio.to_thread(read_manifest, upload)  # silent: open
    await asyncio.to_thread(read_options, folder)  # silent: ini
