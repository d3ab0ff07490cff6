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
        with tarfile.open(self.tarfile, "r:") as backup:  # hit: tar
            return "./snapshot.json" in backup.getnames()


class SnapshotManager(CoreSysAttributes):
    def __init__(self, coresys: CoreSys, folder: Path) -> None:
        self.coresys = coresys
        self.folder = folder
        self.snapshots: dict[str, Snapshot] = {}

    @property
    def list_snapshots(self) -> list[Snapshot]:
        return list(self.snapshots.values())

    def remove(self, snapshot: Snapshot) -> None:
        snapshot.tarfile.unlink()  # hit: unlink
        self.snapshots.pop(snapshot.slug, None)
        self.save_data()  # via: state

    def save_data(self) -> None:
        (self.folder / "snapshots.json").write_text(json.dumps(list(self.snapshots)))  # hit: state
