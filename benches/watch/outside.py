"""What looking at a process from outside costs it: windows with and without a watcher, of one busy process.

A watcher of ours is attached all the time and stopped (`SIGSTOP`) in every window without it, so that windows may be short and
lie side by side; py-spy holds the process while it looks, so that it is started and ended instead.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

BUSY = """
import asyncio, os, sys, time
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
done = 0
async def task():
    global done
    while True:
        await asyncio.sleep(0)
        sum(range(200))
        done += 1
async def main():
    tasks = [asyncio.create_task(task()) for _ in range(10)]
    loop = asyncio.get_running_loop()
    asked = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while await asked.readline():
        print(done, time.thread_time(), time.monotonic(), flush=True)
asyncio.run(main())
"""
WATCHER = "nonblock watch --pid"
SPY = "py-spy record --rate 100"
NOTHING = ("nothing", "nothing, again")
Rates: TypeAlias = "dict[str, list[tuple[float, float]]]"


class Target:
    """A busy process that says how much it has done."""

    def __init__(self) -> None:
        """Start it."""
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", BUSY], stdin=pipe, stdout=pipe, text=True, bufsize=1
        )
        self._said()

    def _said(self) -> tuple[float, ...]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        return tuple(float(part) for part in self.process.stdout.readline().split())

    def rates(self, seconds: float) -> tuple[float, float]:
        """Return what it does in a second of the wall clock, and of its own CPU time, in a window that begins now."""
        before = self._said()
        time.sleep(seconds)
        after = self._said()
        done = after[0] - before[0]
        return done / (after[2] - before[2]), done / (after[1] - before[1])

    def end(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def start(command: Iterable[str]) -> subprocess.Popen[bytes]:
    """Start a watcher."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(rounds: int, seconds: float = 0.5) -> Rates:
    """Return the rates of each window by watcher; two of them are nothing."""
    folder, target = Path(sys.executable).parent, Target()
    pid = str(target.process.pid)
    watcher = start([str(folder / "nonblock"), "watch", "--pid", pid])
    rates: Rates = defaultdict(list)
    try:
        time.sleep(1)
        for number in range(rounds):
            windows = [*NOTHING, WATCHER]
            random.shuffle(windows)
            for name in windows:
                os.kill(watcher.pid, signal.SIGCONT if name == WATCHER else signal.SIGSTOP)
                time.sleep(0.05)
                rates[name].append(target.rates(seconds))
            os.kill(watcher.pid, signal.SIGSTOP)
            if number % 10 == 0:
                rates[SPY].append(spied(folder, target, seconds))
    finally:
        os.kill(watcher.pid, signal.SIGCONT)
        watcher.send_signal(signal.SIGINT)
        watcher.wait()
        target.end()
    return rates


def spied(folder: Path, target: Target, seconds: float) -> tuple[float, float]:
    """Return the rates of a window under py-spy."""
    spy = start(
        [
            *(str(folder / "py-spy"), "record", "--rate", "100", "--pid", str(target.process.pid)),
            *("--format", "raw", "--output", "/dev/null", "--duration", "3600"),
        ]
    )
    try:
        time.sleep(1)
        return target.rates(seconds * 2)
    finally:
        spy.send_signal(signal.SIGINT)
        spy.wait()
