"""What the tests of the process pool share: pools that are shut down, scripts in interpreters of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

import nonblock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def pool() -> Iterator[nonblock.ProcessPool]:
    """A pool of two workers."""
    pool = nonblock.ProcessPool(max_workers=2)
    yield pool
    pool.shutdown(wait=False)


@pytest.fixture
def single() -> Iterator[nonblock.ProcessPool]:
    """A pool of one worker."""
    pool = nonblock.ProcessPool(max_workers=1)
    yield pool
    pool.shutdown(wait=False)


@pytest.fixture
def script(tmp_path: os.PathLike[str]) -> Callable[..., subprocess.Popen[str]]:
    """Start a script in an interpreter of its own; what it prints can be read line by line."""

    def start(text: str, *arguments: str, stdin: int | None = None) -> subprocess.Popen[str]:
        path = os.path.join(tmp_path, "script.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        return subprocess.Popen(
            [sys.executable, path, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def wait_for_end(pid: int, seconds: float) -> bool:
    """Wait until a process, not necessarily a child, has ended; False if it still lives."""
    import select

    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([fd], [], [], seconds)[0])
    finally:
        os.close(fd)


@pytest.fixture(name="wait_for_end")
def wait_for_end_fixture() -> Callable[[int, float], bool]:
    """See `wait_for_end`."""
    return wait_for_end
