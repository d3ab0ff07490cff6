"""Functions that `process_matrix.py` calls; a module of their own, so that every pool can import them."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = threading.Lock()
request: ContextVar[str] = ContextVar("request", default="lost")


class TwoArgumentsError(Exception):
    """An exception that its pickle cannot rebuild."""

    def __init__(self, code: int, text: str) -> None:
        """Pass on one argument of two."""
        super().__init__(f"{code}: {text}")


def double(number: int) -> int:
    """Double."""
    return 2 * number


def slow_double(number: int) -> int:
    """Double after a while."""
    time.sleep(0.1)
    return 2 * number


def count_up(path: str) -> None:
    """Make a file longer until stopped."""
    for _ in range(400):
        with Path(path).open("a") as file:
            file.write("x")
        time.sleep(0.01)


def kill_self(number: int) -> None:
    """End the worker by a signal."""
    os.kill(os.getpid(), number)


def raise_two() -> NoReturn:
    """Raise."""
    raise TwoArgumentsError(7, "seven")


def raise_plain() -> NoReturn:
    """Raise what any pool can carry."""
    raise LookupError("plain")


def a_lock() -> object:
    """Return what cannot be pickled."""
    return threading.Lock()


def spin() -> None:
    """Never end."""
    while True:
        pass


class LockedError(Exception):
    """An exception that cannot be pickled."""

    def __init__(self) -> None:
        """Hold a lock."""
        super().__init__("locked")
        self.lock = threading.Lock()


def raise_with_lock() -> NoReturn:
    """Raise what cannot be pickled."""
    raise LockedError


def leave() -> NoReturn:
    """Exit."""
    sys.exit(3)


def say(text: str) -> None:
    """Print."""
    print(text, flush=True)


def descriptors() -> list[str]:
    """Return what this process has open."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except OSError:
            continue
    return found


def can_lock() -> bool:
    """Return whether the lock can be had."""
    return LOCK.acquire(timeout=2)


def forever() -> Iterator[int]:
    """Count."""
    yield from itertools.count()


def read_request() -> str:
    """Return what the context says."""
    return request.get()
