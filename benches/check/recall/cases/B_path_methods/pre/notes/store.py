from __future__ import annotations

import hashlib
from pathlib import Path


class NoteNotFound(KeyError):
    pass


class NoteStore:
    """Keeps every note in a file of its own."""

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self.index: dict[str, str] = {}

    def _file_for(self, title: str) -> Path:
        digest = hashlib.sha1(title.encode()).hexdigest()
        return self.root / digest[:2] / f"{digest}.md"

    async def get(self, title: str) -> str:
        if title not in self.index:
            raise NoteNotFound(title)
        return self._file_for(title).read_text(encoding="utf-8")  # hit: read

    async def put(self, title: str, body: bytes) -> None:
        target: Path = self._file_for(title)
        target.parent.mkdir(parents=True, exist_ok=True)  # hit: mkdir
        target.with_suffix(".new").write_bytes(body)  # hit: write
        self.index[title] = target.name

    async def delete(self, title: str) -> None:
        name = self.index.pop(title)
        path: Path = self.root / name[:2] / name
        path.unlink(missing_ok=True)  # hit: unlink
