import contextlib
import fcntl
from collections.abc import Iterator


@contextlib.contextmanager
def locked(path: str) -> Iterator[None]:
    with open(path, "w") as file:  # hit: open
        fcntl.flock(file, fcntl.LOCK_EX)  # hit: flock
        yield


async def run(name: str) -> None:
    with contextlib.ExitStack() as stack:
        stack.enter_context(locked(f"/run/{name}"))  # via: open  # via: flock
