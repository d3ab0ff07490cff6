from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path


class Storage:
    def __init__(self, folder: str) -> None:
        self.folder = folder

    @cached_property
    def path(self) -> Path:
        return Path(self.folder) / "tally.json"

    def load(self) -> dict[str, int]:
        return json.loads(self.path.read_text())

    def save(self, values: dict[str, int]) -> None:
        self.path.write_text(json.dumps(values))
