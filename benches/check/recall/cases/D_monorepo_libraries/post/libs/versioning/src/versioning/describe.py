import subprocess
from functools import lru_cache


@lru_cache(maxsize=None)
def current_version(folder: str) -> str:
    command = ["git", "-C", folder, "describe", "--tags"]
    return subprocess.check_output(command, text=True).strip()
