import asyncio
import os


async def names(path: str) -> list[str]:
    entries = await asyncio.to_thread(os.scandir, path)  # hit: loop
    found = []
    for entry in entries:  # hit: loop
        if entry.is_file():
            found.append(entry.name)
    return found
