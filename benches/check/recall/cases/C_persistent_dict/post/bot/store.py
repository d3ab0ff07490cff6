import asyncio
import json
from typing import Any


class Store(dict[str, Any]):
    """Settings that write themselves."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        with open(self.path, "w") as file:
            json.dump(self, file)

    def __missing__(self, key: str) -> Any:
        with open(self.path) as file:
            return json.load(file).get(key)


store = Store("settings.json")


async def set_prefix(guild: str, prefix: str) -> None:
    await asyncio.to_thread(store.__setitem__, guild, prefix)  # silent: set
