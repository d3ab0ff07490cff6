import gzip
import json
import os
import shutil
import zipfile
from typing import Any


class ThemeError(ValueError):
    pass


class ThemeInstaller:
    def __init__(self, target: str) -> None:
        self.target = target
        self.installed: dict[str, dict[str, Any]] = {}

    async def inspect(self, archive: str) -> list[str]:
        bundle = zipfile.ZipFile(archive)  # hit: zip
        names = bundle.namelist()
        if "theme.json" not in names:
            raise ThemeError(f"{archive} holds no theme.json")
        return names

    async def install(self, archive: str, name: str) -> None:
        await self.inspect(archive)
        destination = os.path.join(self.target, name)
        shutil.unpack_archive(archive, destination)  # hit: unpack
        self.installed[name] = {"path": destination}

    async def backup(self) -> bytes:
        text = json.dumps(self.installed).encode()
        with gzip.open(os.path.join(self.target, "backup.gz"), "wb") as out:  # hit: gzip
            size = len(text)
        return text[:size]
