from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visor.snapshots import SnapshotManager


class CoreSys:
    def __init__(self) -> None:
        self._snapshots: SnapshotManager | None = None

    @property
    def snapshots(self) -> SnapshotManager:
        if self._snapshots is None:
            raise RuntimeError("snapshots not set")
        return self._snapshots

    @snapshots.setter
    def snapshots(self, value: SnapshotManager) -> None:
        self._snapshots = value


class CoreSysAttributes:
    coresys: CoreSys

    @property
    def sys_snapshots(self) -> SnapshotManager:
        return self.coresys.snapshots

    def sys_run_in_executor(self, funct, *args):
        return asyncio.get_running_loop().run_in_executor(None, funct, *args)
