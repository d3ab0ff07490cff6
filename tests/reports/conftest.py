"""The command, programs to watch, and a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from nonblock import _binary

from . import browser as chromium

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

REPOSITORY = Path(__file__).resolve().parent.parent.parent


class Call(Protocol):
    """Runs `nonblock watch` with these arguments to its end."""

    def __call__(
        self, *args: object, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]: ...


class Start(Protocol):
    """Runs a program, which has said that it is ready."""

    def __call__(self, source: str | Path) -> AbstractContextManager[subprocess.Popen[str]]: ...


@pytest.fixture(scope="session")
def command() -> Path:
    try:
        return _binary.find_command()
    except FileNotFoundError:
        pytest.skip("the package is installed without its command")


@pytest.fixture(scope="session")
def call(command: Path) -> Call:
    def run(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, "watch", *map(str, args)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
        )

    return run


@contextmanager
def running(source: str | Path) -> Generator[subprocess.Popen[str], None, None]:
    arguments = [str(source)] if isinstance(source, Path) else ["-c", source]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("ready")
        try:
            yield program
        finally:
            program.kill()


@pytest.fixture(scope="session")
def start() -> Start:
    return running


@pytest.fixture(scope="session")
def page() -> Generator[chromium.Page, None, None]:
    problem = chromium.missing()
    if problem is not None:
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    with chromium.browser() as shown:
        yield shown
