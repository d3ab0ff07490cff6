import os
from functools import reduce


class Gallery:
    def __init__(self, root: str) -> None:
        self.root = root

    def _age(self, name: str) -> float:
        return os.stat(os.path.join(self.root, name)).st_mtime  # hit: key

    def _is_album(self, name: str) -> bool:
        return os.path.isdir(os.path.join(self.root, name))  # hit: filter

    def _first_line(self, name: str) -> str:
        with open(os.path.join(self.root, name)) as file:  # hit: any
            return file.readline()

    async def newest(self, names: list[str]) -> str:
        return sorted(names, key=self._age)[-1]  # via: key

    async def albums(self, names: list[str]) -> list[str]:
        return list(filter(self._is_album, names))  # via: filter

    async def has_text(self, names: list[str]) -> bool:
        return any(self._first_line(name) for name in names)  # via: any
