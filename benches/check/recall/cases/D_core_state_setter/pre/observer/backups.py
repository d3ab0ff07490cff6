import asyncio

from observer.core import CoreState
from observer.system import System, SystemAttributes


class BackupManager(SystemAttributes):
    def __init__(self, system: System) -> None:
        self.system = system
        self.lock = asyncio.Lock()

    async def do_backup(self, name: str) -> str:
        async with self.lock:
            self.sys_core.state = CoreState.FREEZE  # via: state
            try:
                await asyncio.sleep(0.1)
                return f"{name}.tar"
            finally:
                self.sys_core.state = CoreState.RUNNING  # via: state
