import csv
from collections.abc import AsyncIterator, Iterator
from typing import Any

BLOCK = 1 << 16


def rows(path: str) -> Iterator[dict[str, Any]]:
    with open(path, newline="", encoding="utf-8") as text:  # hit: open
        yield from csv.DictReader(text)


def chunks(path: str) -> Iterator[bytes]:
    with open(path, "rb") as blob:
        while chunk := blob.read(BLOCK):  # hit: chunk
            yield chunk


async def records(path: str, kind: str) -> AsyncIterator[dict[str, Any]]:
    for row in rows(path):  # via: open
        if row["kind"] == kind:
            yield row


async def load(path: str) -> list[dict[str, Any]]:
    return [row async for row in records(path, "invoice")]


async def size(path: str) -> int:
    total = 0
    for chunk in chunks(path):  # via: chunk
        total += len(chunk)
    return total
