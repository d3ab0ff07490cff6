import json
from pathlib import Path


def render(messages: list[dict]) -> str:
    return json.dumps(messages, indent=2)


def export_path(session_id: str) -> Path:
    return Path.home() / ".gateway" / "exports" / f"{session_id}.json"


def write_export(session_id: str, messages: list[dict]) -> Path:
    path = export_path(session_id)
    path.write_text(render(messages), encoding="utf-8")  # hit: export
    return path
