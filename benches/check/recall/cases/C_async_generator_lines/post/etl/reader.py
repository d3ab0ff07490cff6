import asyncio
import csv
from collections.abc import AsyncIterator, Iterator
from typing import Any

BLOCK = 1 << 16


def rows(path: str) -> Iterator[dict[str, Any]]:
    with open(path, newline="", encoding="utf-8") as text:
        yield from csv.DictReader(text)


def chunks(path: str) -> Iterator[bytes]:
    with open(path, "rb") as blob:
        while chunk := blob.read(BLOCK):
            yield chunk


async def records(path: str, kind: str) -> AsyncIterator[dict[str, Any]]:
    lazy = rows(path)  # silent: created
    while batch := await asyncio.to_thread(lambda: [row for _, row in zip(range(100), lazy)]):  # silent: open
        for row in batch:
            if row["kind"] == kind:
                yield row


async def load(path: str) -> list[dict[str, Any]]:
    return [row async for row in records(path, "invoice")]


async def size(path: str) -> int:
    return await asyncio.to_thread(lambda: sum(len(chunk) for chunk in chunks(path)))  # silent: chunk
