import asyncio

from panel.core import Panel
from panel.files import digest, save


class Theme:
    def __init__(self, panel: Panel, path: str) -> None:
        self.panel = panel
        self.path = path
        self.known = ""

    async def changed(self) -> bool:
        if await self.panel.async_add_executor_job(digest, self.path) != self.known:  # silent: compared
            return True
        return False

    async def store(self, text: str) -> int:
        self.known = text
        return await asyncio.to_thread(save, self.path, text)  # silent: dropped
