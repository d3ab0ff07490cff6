import asyncio
from collections.abc import Iterator
from pathlib import Path


def lines(path: Path) -> Iterator[str]:
    with path.open() as text:  # silent: body
        yield from text


async def markdown(root: Path) -> list[Path]:
    return await asyncio.to_thread(list, root.glob("*.md"))  # silent: list


async def first_line(path: Path) -> str:
    lazy = lines(path)  # silent: created
    return await asyncio.to_thread(next, lazy, "")  # silent: next


async def biggest(root: Path) -> int:
    sizes = (path.stat().st_size for path in root.rglob("*"))  # silent: expression
    return await asyncio.to_thread(max, sizes)  # silent: max
