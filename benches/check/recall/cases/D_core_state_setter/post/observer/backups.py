import asyncio

from observer.core import CoreState
from observer.system import System, SystemAttributes


class BackupManager(SystemAttributes):
    def __init__(self, system: System) -> None:
        self.system = system
        self.lock = asyncio.Lock()

    async def do_backup(self, name: str) -> str:
        async with self.lock:
            await self.sys_core.set_state(CoreState.FREEZE)
            try:
                await asyncio.sleep(0.1)
                return f"{name}.tar"
            finally:
                await self.sys_core.set_state(CoreState.RUNNING)
