from visor.coresys import CoreSys
from visor.fixups.base import FixupBase


def setup(coresys: CoreSys) -> FixupBase:
    return FixupClearSnapshots(coresys)


class FixupClearSnapshots(FixupBase):
    async def process_fixup(self, reference: str | None = None) -> None:
        for snapshot in self.sys_snapshots.list_snapshots[2:]:
            if await snapshot.load():
                self.sys_snapshots.remove(snapshot)  # via: unlink via: state
