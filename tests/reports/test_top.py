"""`nonblock watch top`: a picture a second, or a live one on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING

from .test_record import SERVICE

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Call, Start


def test_without_a_terminal_a_picture_is_printed_each_second(call: Call, start: Start) -> None:
    with start(SERVICE) as service:
        done = call("top", "--pid", service.pid, "--duration", "3.5s")
    assert done.returncode == 0, done.stderr
    pictures = done.stdout.strip().split("\n\n\n")
    pictures = done.stdout.split("nonblock watch top ")[1:]
    assert 2 <= len(pictures) <= 4
    last = pictures[-1]
    assert f"{service.pid}/{service.pid}" in last
    assert "handler " in last
    assert "load_report <string>:4  slept" in last
    assert "help for the first: in `load_report` write `await asyncio.sleep(...)`" in last
    assert "\x1b" not in done.stdout


def test_names_of_the_program_cannot_drive_the_terminal(call: Call, start: Start) -> None:
    evil = SERVICE.replace('name="handler"', 'name="\\x1b[2J\\n"')
    with start(evil) as service:
        done = call("top", "--pid", service.pid, "--duration", "2.5s")
    assert "\x1b" not in done.stdout
    assert "␛[2J␊" in done.stdout


def read_until(terminal: int, wanted: bytes, patience: float = 30) -> bytes:
    seen = b""
    deadline = time.monotonic() + patience
    while wanted not in seen:
        ready, _, _ = select.select([terminal], [], [], deadline - time.monotonic())
        assert ready, seen
        seen += os.read(terminal, 65536)
    return seen


def test_on_a_terminal_q_leaves_and_the_terminal_is_as_before(command: Path, start: Start) -> None:
    terminal, other_end = pty.openpty()
    fcntl.ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
    before = termios.tcgetattr(other_end)
    with start(SERVICE) as service:
        top = subprocess.Popen(
            [command, "watch", "top", "--pid", str(service.pid)],
            stdin=other_end,
            stdout=other_end,
            stderr=subprocess.PIPE,
        )
        shown = read_until(terminal, b"STALLS of 100 ms")
        assert b"q quits" in shown
        assert termios.tcgetattr(other_end) != before
        os.write(terminal, b"q")
        # The cursor is shown again.
        read_until(terminal, b"\x1b[?25h")
        assert top.wait(30) == 0
        assert top.stderr is not None
        assert top.stderr.read() == b""
        top.stderr.close()
    assert termios.tcgetattr(other_end) == before
    os.close(terminal)
    os.close(other_end)
