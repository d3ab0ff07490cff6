import json
from pathlib import Path


class Policy:
    def __init__(self, path: Path) -> None:
        self.rules: dict[str, list[str]] = json.loads(path.read_text())

    def allows(self, role: str, action: str) -> bool:
        return action in self.rules.get(role, [])
