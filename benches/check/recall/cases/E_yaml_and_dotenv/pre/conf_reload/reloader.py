from typing import Any

from conf_reload.sources import YamlSource, environment


class Reloader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.current: dict[str, Any] = {}

    async def reload(self) -> None:
        self.current = YamlSource(self.path).values  # via: yaml # via: open
        self.current.update(environment(".env"))  # via: dotenv
