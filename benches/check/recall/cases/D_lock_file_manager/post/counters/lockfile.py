import os
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lock_file(path: str, limit: float = 3.0) -> Iterator[None]:
    deadline = time.monotonic() + limit
    while True:
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            break
    try:
        yield
    finally:
        os.close(descriptor)
        os.unlink(path)
