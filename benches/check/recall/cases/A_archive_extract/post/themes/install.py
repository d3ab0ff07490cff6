import asyncio
import gzip
import io
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

    @staticmethod
    def _names(archive: str) -> list[str]:
        with zipfile.ZipFile(archive) as bundle:
            return bundle.namelist()

    async def inspect(self, archive: str) -> list[str]:
        names = await asyncio.to_thread(self._names, archive)  # silent: zip
        if "theme.json" not in names:
            raise ThemeError(f"{archive} holds no theme.json")
        return names

    async def install(self, archive: str, name: str) -> None:
        await self.inspect(archive)
        destination = os.path.join(self.target, name)
        await asyncio.to_thread(shutil.unpack_archive, archive, destination)  # silent: unpack
        self.installed[name] = {"path": destination}

    async def backup(self) -> bytes:
        text = json.dumps(self.installed).encode()
        buffer = io.BytesIO()
        buffer.write(text)  # silent: buffer
        return buffer.getvalue()
