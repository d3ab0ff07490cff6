import asyncio
import os
from collections.abc import Callable
from functools import partial


def read_manifest(root: str, name: str) -> list[str]:
    with open(os.path.join(root, name), encoding="utf-8") as lines:
        return [line.strip() for line in lines]


class Rotation:
    def __init__(self, root: str, keep: int) -> None:
        self.keep = keep
        self.manifest: Callable[[str], list[str]] = partial(read_manifest, root)

    async def newest(self) -> str:
        names = await asyncio.to_thread(self.manifest, "daily.txt")  # silent: partial
        return await asyncio.to_thread(max, names, key=os.path.getmtime)  # silent: key

    async def oldest_first(self) -> list[str]:
        names = await asyncio.to_thread(partial(self.manifest, "weekly.txt"))
        size_of = lambda name: (name, os.stat(name).st_size)  # noqa: E731
        sizes = await asyncio.to_thread(lambda: dict(map(size_of, names)))  # silent: lambda
        return sorted(sizes, key=lambda name: sizes[name])[: self.keep]
