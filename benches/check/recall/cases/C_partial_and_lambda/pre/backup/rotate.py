import os
from collections.abc import Callable
from functools import partial


def read_manifest(root: str, name: str) -> list[str]:
    with open(os.path.join(root, name), encoding="utf-8") as lines:  # hit: partial
        return [line.strip() for line in lines]


class Rotation:
    def __init__(self, root: str, keep: int) -> None:
        self.keep = keep
        self.manifest: Callable[[str], list[str]] = partial(read_manifest, root)

    async def newest(self) -> str:
        names = self.manifest("daily.txt")  # via: partial
        return max(names, key=os.path.getmtime)  # hit: key

    async def oldest_first(self) -> list[str]:
        names = self.manifest("weekly.txt")
        size_of = lambda name: os.stat(name).st_size  # noqa: E731  # hit: lambda
        sizes = {name: size_of(name) for name in names}  # via: lambda
        return sorted(sizes, key=lambda name: sizes[name])[: self.keep]
