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

    async def load(self) -> None:
        self.manifest = await asyncio.to_thread(json.load, open(self.path + "/manifest.json"))  # hit: read

    async def destroy(self) -> None:
        log.info("removing %s", self.path)
        await asyncio.to_thread(shutil.rmtree(self.path, ignore_errors=True))  # hit: rmtree


async def sweep(workspaces: list[Workspace]) -> None:
    for workspace in workspaces:
        await workspace.load()
        if workspace.manifest.get("expired"):
            await workspace.destroy()
