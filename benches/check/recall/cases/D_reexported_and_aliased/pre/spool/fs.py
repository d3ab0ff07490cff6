import shutil
from pathlib import Path

from . import settings


def ticket(name: str) -> Path:
    path = settings.INBOX.joinpath(name)
    path.touch(exist_ok=False)  # hit: touch
    return path


def wipe() -> None:
    shutil.rmtree(settings.SPOOL, ignore_errors=True)  # hit: tree
