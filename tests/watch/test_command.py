"""`nonblock watch` as a command, on processes that know nothing of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from nonblock import _binary

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

SERVICE = """
import asyncio, time
def load_report():
    time.sleep(0.2)
async def handle():
    load_report()
async def main():
    print("ready", flush=True)
    while True:
        await asyncio.create_task(handle(), name="handler")
        await asyncio.sleep(0.1)
asyncio.run(main())
"""


@pytest.fixture
def command() -> Path:
    """Return the command that this installation brought."""
    try:
        return _binary.find_command()
    except FileNotFoundError:
        pytest.skip("the package is installed without its command")


@contextmanager
def running(source: str) -> Generator[subprocess.Popen[str], None, None]:
    with subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.PIPE, text=True
    ) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "ready\n"
        try:
            yield service
        finally:
            service.kill()


def call(command: Path, *args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, "watch", *map(str, args)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "100"},
    )


def test_a_running_service_is_watched_and_its_stalls_are_summed_up(command: Path) -> None:
    with running(SERVICE) as service:
        output = call(command, "--pid", service.pid, "--duration", "2s")
        assert service.poll() is None
    assert output.returncode == 1
    assert f"watching process {service.pid} (CPython 3." in output.stderr
    assert "in load_report\n" in output.stdout
    assert "  task: handler, awaited by Task-1\n" in output.stdout
    assert "nonblock: the event loop was blocked " in output.stdout


def test_a_loop_that_is_never_blocked_is_said_so_by_the_exit_code(command: Path) -> None:
    with running(SERVICE) as service:
        output = call(command, "--pid", service.pid, "--duration", "1s", "--threshold", "20s")
    assert output.stdout == "nonblock: the event loop was never blocked\n"
    assert output.returncode == 0


def test_a_program_without_a_loop_is_said_to_have_none(command: Path) -> None:
    with running('print("ready", flush=True); import time; time.sleep(60)') as service:
        output = call(command, "--pid", service.pid, "--duration", "1s")
    assert output.stderr.splitlines()[-1] == (
        f"warning: no event loop of asyncio ran in process {service.pid}: "
        f"`nonblock watch dump --pid {service.pid}` shows what its threads do"
    )
    assert output.returncode == 0


def test_json_lines_hold_nothing_else(command: Path) -> None:
    with running(SERVICE) as service:
        output = call(command, "--pid", service.pid, "--duration", "2s", "--json-lines", "-")
    stalls = [json.loads(line) for line in output.stdout.splitlines()]
    assert stalls
    for stall in stalls:
        assert stall["schema"] == 1
        assert stall["task"] == {"name": "handler", "awaiters": ["Task-1"]}


def test_the_watch_ends_with_the_process(command: Path) -> None:
    source = 'print("ready", flush=True); import asyncio; asyncio.run(asyncio.sleep(1))'
    with running(source) as service:
        assert call(command, "--pid", service.pid).returncode == 0


def test_a_dump_is_json_when_asked(command: Path) -> None:
    with running(SERVICE) as service:
        dump = json.loads(call(command, "dump", "--pid", service.pid, "--json").stdout)
    assert dump["process"] == service.pid
    assert dump["threads"][0]["event_loop"] == "asyncio"


def test_a_process_of_another_user_is_refused_with_what_to_grant(command: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with running(SERVICE) as service:
        output = subprocess.run(
            [command, "watch", "dump", "--pid", str(service.pid)],
            capture_output=True,
            text=True,
            check=False,
            user=65534,
            group=65534,
            extra_groups=[],
        )
    assert output.returncode == 2
    assert output.stderr.startswith(
        f"error: cannot attach to process {service.pid}: permission denied\n"
        f"hint: process {service.pid} belongs to user 0 and you are 65534: run as that user, or "
        "grant CAP_SYS_PTRACE"
    )


@pytest.mark.parametrize("how", ["script", "module", "program"])
def test_a_program_is_run_with_its_own_arguments_and_exit_code(
    command: Path, tmp_path: Path, how: str
) -> None:
    (tmp_path / "app").mkdir()
    source = SERVICE.split("async def main", maxsplit=1)[0]
    source += "import sys\nasyncio.run(handle())\nprint(sys.argv[1:])\nsys.exit(7)\n"
    (tmp_path / "app" / "__main__.py").write_text(source)
    target = {
        "script": ["app/__main__.py"],
        "module": ["-m", "app"],
        "program": ["--", sys.executable, "app/__main__.py"],
    }[how]
    output = subprocess.run(
        [command, "watch", "run", "--python", sys.executable, *target, "--flag", "value"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert output.stdout == "['--flag', 'value']\n"
    assert output.returncode == 7
    assert "nonblock: the event loop was blocked once, " in output.stderr
