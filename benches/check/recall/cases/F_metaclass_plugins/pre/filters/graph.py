from filters.builtin import Lut
from filters.meta import Plugin, PluginMeta


class Graph:
    def __init__(self) -> None:
        self.plugins: list[Plugin] = []

    async def add_film_look(self) -> None:
        self.plugins.append(Lut())  # via: lut

    async def apply(self, name: str, frame: bytes) -> bytes:
        plugin: Plugin = PluginMeta.registry[name]()
        return plugin.apply(frame)  # via: ffmpeg
