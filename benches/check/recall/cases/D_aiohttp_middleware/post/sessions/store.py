import json
import secrets
from pathlib import Path
from typing import Any


class FileStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> str:
        return secrets.token_hex(16)

    def load(self, identity: str) -> dict[str, Any]:
        return json.loads((self._folder / identity).read_text())

    def purge(self) -> int:
        stale = list(self._folder.glob("*.stale"))
        for path in stale:
            path.unlink()
        return len(stale)
