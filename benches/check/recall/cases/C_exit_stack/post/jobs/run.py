import asyncio
import contextlib
import fcntl
from collections.abc import Iterator


@contextlib.contextmanager
def locked(path: str) -> Iterator[None]:
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


async def run(name: str) -> None:
    await asyncio.to_thread(work, name)  # silent: open  # silent: flock


def work(name: str) -> None:
    with contextlib.ExitStack() as stack:
        stack.enter_context(locked(f"/run/{name}"))
