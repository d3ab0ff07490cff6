import asyncio
import glob
import os


class Crawler:
    def __init__(self, root: str) -> None:
        self.root = root
        self.seen: set[str] = set()

    async def documents(self) -> list[str]:
        pattern = os.path.join(self.root, "**", "*.md")
        found = await asyncio.to_thread(glob.iglob, pattern, recursive=True)
        fresh = []
        for path in found:  # hit: iglob
            if path not in self.seen:
                fresh.append(path)
        self.seen.update(fresh)
        return fresh

    async def folders(self) -> list[str]:
        loop = asyncio.get_running_loop()
        entries = await loop.run_in_executor(None, os.scandir, self.root)
        return [entry.name for entry in entries]  # hit: scandir
