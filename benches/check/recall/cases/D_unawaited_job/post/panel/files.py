import hashlib
from pathlib import Path


def digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def save(path: str, text: str) -> int:
    return Path(path).write_text(text)
