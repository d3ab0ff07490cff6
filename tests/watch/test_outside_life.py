"""What becomes of a process while it is watched from outside: it is stopped, it becomes another program, it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from .test_command import SERVICE, call, command, running

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["command"]

PROMPT = """
import asyncio, sys
async def main():
    print("ready", flush=True)
    # In the middle of a turn while it is stopped.
    sys.stdin.readline()
    sys.stdin.readline()
asyncio.run(main())
"""


def has_looked(watcher: subprocess.Popen[str]) -> None:
    """Wait until a watcher has announced the process."""
    assert watcher.stderr is not None
    assert watcher.stderr.readline().startswith("watching process ")


def start_watcher(command: Path, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [command, "watch", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


BUSY = """
import asyncio
async def main():
    print("ready", flush=True)
    while True:
        await asyncio.sleep(0)
asyncio.run(main())
"""


def pause(process: subprocess.Popen[str]) -> None:
    """Stop a process for longer than the threshold, and let it go on."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    time.sleep(1.5)
    process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("stopped", ["service", "watcher"])
def test_who_is_stopped_neither_stalls_nor_invents_a_stall(command: Path, stopped: str) -> None:
    with running(BUSY) as service:
        watcher = start_watcher(command, "--pid", service.pid, "--threshold", "500ms")
        has_looked(watcher)
        pause(service if stopped == "service" else watcher)
        time.sleep(0.3)
        watcher.send_signal(signal.SIGINT)
        output, _ = watcher.communicate(timeout=60)
    assert output == "nonblock: the event loop was never blocked\n"


def test_a_process_that_becomes_another_python_program_is_watched_on(command: Path) -> None:
    source = f"""
import os, sys
print("ready", flush=True)
sys.stdin.readline()
os.execv(sys.executable, [sys.executable, "-c", {SERVICE!r}])
"""
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as service:
        assert service.stdin is not None
        assert service.stdout is not None
        service.stdout.readline()
        watcher = start_watcher(command, "--pid", service.pid, "--json-lines", "-")
        has_looked(watcher)
        print(file=service.stdin, flush=True)
        assert watcher.stdout is not None
        stall = json.loads(watcher.stdout.readline())
        service.kill()
        watcher.communicate(timeout=60)
    assert stall["place"]["function"] == "load_report"


def test_a_process_that_becomes_something_else_is_left(command: Path) -> None:
    source = """
import os, sys
print("ready", flush=True)
sys.stdin.readline()
os.execv("/bin/sleep", ["sleep", "60"])
"""
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as service:
        assert service.stdin is not None
        assert service.stdout is not None
        service.stdout.readline()
        watcher = start_watcher(command, "--pid", service.pid)
        has_looked(watcher)
        print(file=service.stdin, flush=True)
        _, said = watcher.communicate(timeout=60)
        service.kill()
    assert watcher.returncode == 0
    assert "no CPython interpreter runs in it" in said


def test_a_stall_that_ends_with_its_process_is_told(command: Path) -> None:
    source = """
import asyncio, time
async def main():
    print("ready", flush=True)
    time.sleep(60)
asyncio.run(main())
"""
    with running(source) as service:
        watcher = start_watcher(command, "--pid", service.pid, "--hang", "200ms")
        assert watcher.stdout is not None
        assert "has been blocked for" in watcher.stdout.readline()
        service.kill()
        service.wait()
        output, _ = watcher.communicate(timeout=60)
    assert "nonblock: the event loop was blocked once, " in output
    assert watcher.returncode == 1


def test_a_child_that_has_ended_but_not_been_waited_for_is_no_process(command: Path) -> None:
    with subprocess.Popen(["/bin/true"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        output = call(command, "--pid", child.pid)
    assert output.stderr == f"error: cannot attach to process {child.pid}: no such process\n"
    assert output.returncode == 2


def test_children_that_come_and_go_are_watched_while_they_live(command: Path) -> None:
    source = f"""
import subprocess, sys
print("ready", flush=True)
while True:
    child = subprocess.Popen([sys.executable, "-c", {SERVICE!r}], stdout=subprocess.DEVNULL)
    try:
        child.wait(2)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
"""
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        it.stdout.readline()
        watcher = start_watcher(command, "--pid", it.pid, "--subprocesses", "--json-lines", "-")
        threading.Thread(target=watcher.stderr.read if watcher.stderr else print).start()
        assert watcher.stdout is not None
        processes: set[int] = set()
        while len(processes) < 2:
            processes.add(json.loads(watcher.stdout.readline())["process"])
        it.kill()
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=60)
    assert it.pid not in processes
