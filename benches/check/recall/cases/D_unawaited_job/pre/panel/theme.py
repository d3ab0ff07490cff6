import asyncio

from panel.core import Panel
from panel.files import digest, save


class Theme:
    def __init__(self, panel: Panel, path: str) -> None:
        self.panel = panel
        self.path = path
        self.known = ""

    async def changed(self) -> bool:
        if asyncio.get_running_loop().run_in_executor(None, digest, self.path) != self.known:  # hit: compared
            return True
        return False

    async def store(self, text: str) -> None:
        asyncio.to_thread(save, self.path, text)  # hit: dropped
        self.known = text
