import asyncio

from filters.builtin import Lut
from filters.meta import Plugin, PluginMeta


class Graph:
    def __init__(self) -> None:
        self.plugins: list[Plugin] = []

    async def add_film_look(self) -> None:
        self.plugins.append(await asyncio.to_thread(Lut))  # silent: lut

    async def apply(self, name: str, frame: bytes) -> bytes:
        plugin: Plugin = await asyncio.to_thread(PluginMeta.registry[name])
        return await asyncio.to_thread(plugin.apply, frame)  # silent: ffmpeg
