import asyncio
import json
import logging
import shutil
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass
class Workspace:
    path: str
    manifest: dict = field(default_factory=dict)

    def _read(self) -> dict:
        with open(self.path + "/manifest.json") as text:
            return json.load(text)

    async def load(self) -> None:
        self.manifest = await asyncio.to_thread(self._read)  # silent: read

    async def destroy(self) -> None:
        log.info("removing %s", self.path)
        await asyncio.to_thread(shutil.rmtree, self.path, ignore_errors=True)  # silent: rmtree


async def sweep(workspaces: list[Workspace]) -> None:
    for workspace in workspaces:
        await workspace.load()
        if workspace.manifest.get("expired"):
            await workspace.destroy()
