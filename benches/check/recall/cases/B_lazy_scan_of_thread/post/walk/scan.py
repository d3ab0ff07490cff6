import asyncio
import os


async def names(path: str) -> list[str]:
    return await asyncio.to_thread(_names, path)  # silent: loop


def _names(path: str) -> list[str]:
    return [entry.name for entry in os.scandir(path) if entry.is_file()]
