import os
from collections.abc import AsyncIterator

from aioextensions import collect, in_thread


async def make_directory(name: str, mode: int = 0o777) -> None:
    await in_thread(os.makedirs, name, mode=mode, exist_ok=True)


def _list(path: str) -> tuple[os.DirEntry[str], ...]:
    with os.scandir(path) as entries:
        return tuple(entries)


def _walk(root: str) -> list[str]:
    return [f"{folder}/{name}" for folder, _, names in os.walk(root) for name in names]


async def recurse_directory(path: str) -> tuple[str, ...]:
    entries = await in_thread(_list, path)  # silent: scandir
    files = tuple(entry.path for entry in entries if not entry.name.startswith("."))
    nested = await collect(
        tuple(recurse_directory(name) for name in files if name.endswith(".d")), workers=8
    )
    return files + tuple(name for group in nested for name in group)


async def sources(root: str) -> AsyncIterator[str]:
    for name in await in_thread(_walk, root):  # silent: walk
        yield name
