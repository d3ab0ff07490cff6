from __future__ import annotations

import asyncio
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
        file = self._file_for(title)
        return await asyncio.to_thread(file.read_text, encoding="utf-8")  # silent: read

    def _write(self, target: Path, body: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.with_suffix(".new").write_bytes(body)

    async def put(self, title: str, body: bytes) -> None:
        target = self._file_for(title)
        await asyncio.get_running_loop().run_in_executor(None, self._write, target, body)  # silent: write
        self.index[title] = target.name

    async def delete(self, title: str) -> None:
        name = self.index.pop(title)
        path = self.root / name[:2] / name
        await asyncio.to_thread(path.unlink, missing_ok=True)  # silent: unlink
