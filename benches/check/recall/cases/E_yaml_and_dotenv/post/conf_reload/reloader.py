import asyncio
from typing import Any

from conf_reload.sources import YamlSource, environment


class Reloader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.current: dict[str, Any] = {}

    def _read(self) -> dict[str, Any]:
        return {**YamlSource(self.path).values, **environment(".env")}

    async def reload(self) -> None:
        self.current = await asyncio.get_running_loop().run_in_executor(None, self._read)  # silent: read
