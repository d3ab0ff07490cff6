import contextlib
import fcntl
from pathlib import Path

LOCK = Path.home() / ".proxy" / "auth.lock"


@contextlib.contextmanager
def auth_lock():
    with LOCK.open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
