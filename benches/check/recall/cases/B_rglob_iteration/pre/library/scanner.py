from pathlib import Path

SUFFIXES = {".flac", ".ogg", ".mp3"}


class LibraryScanner:
    def __init__(self, roots: list[Path]) -> None:
        self.roots = roots
        self.found: list[Path] = []

    async def scan(self) -> int:
        for root in self.roots:
            for path in root.rglob("*"):  # hit: rglob
                if path.suffix in SUFFIXES:
                    self.found.append(path)
        return len(self.found)

    async def albums(self) -> dict[str, int]:
        root = self.roots[0]
        return {folder.name: len(folder.name) for folder in root.iterdir()}  # hit: iterdir

    async def newest_cover(self) -> str:
        covers = self.roots[0].glob("**/cover.jpg")
        return max(str(path) for path in covers)  # hit: glob
