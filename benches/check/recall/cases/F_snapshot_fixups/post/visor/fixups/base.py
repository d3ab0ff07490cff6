from abc import ABC, abstractmethod

from visor.coresys import CoreSys, CoreSysAttributes


class FixupBase(ABC, CoreSysAttributes):
    def __init__(self, coresys: CoreSys) -> None:
        self.coresys = coresys

    async def __call__(self) -> None:
        await self.process_fixup()

    @abstractmethod
    async def process_fixup(self, reference: str | None = None) -> None: ...
