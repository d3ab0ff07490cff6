import json
import tarfile
from pathlib import Path

from visor.coresys import CoreSys, CoreSysAttributes


class Snapshot(CoreSysAttributes):
    def __init__(self, coresys: CoreSys, tar_file: Path) -> None:
        self.coresys = coresys
        self._tarfile = tar_file

    @property
    def tarfile(self) -> Path:
        return self._tarfile

    @property
    def slug(self) -> str:
        return self._tarfile.stem

    async def load(self) -> bool:
        def _load() -> bool:
            with tarfile.open(self.tarfile, "r:") as backup:
                return "./snapshot.json" in backup.getnames()

        return await self.sys_run_in_executor(_load)  # silent: tar


class SnapshotManager(CoreSysAttributes):
    def __init__(self, coresys: CoreSys, folder: Path) -> None:
        self.coresys = coresys
        self.folder = folder
        self.snapshots: dict[str, Snapshot] = {}

    @property
    def list_snapshots(self) -> list[Snapshot]:
        return list(self.snapshots.values())

    async def remove(self, snapshot: Snapshot) -> None:
        await self.sys_run_in_executor(snapshot.tarfile.unlink)  # silent: unlink
        self.snapshots.pop(snapshot.slug, None)
        await self.sys_run_in_executor(self.save_data)  # silent: state

    def save_data(self) -> None:
        (self.folder / "snapshots.json").write_text(json.dumps(list(self.snapshots)))
