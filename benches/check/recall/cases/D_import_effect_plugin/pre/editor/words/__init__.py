"""The dictionary is read when this package is imported."""

from pathlib import Path

WORDS = frozenset(Path("/dev/null").read_text(encoding="utf-8").split())
