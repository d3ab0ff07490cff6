"""A soak of threads and processes: mixed calls with kills, timeouts, cancels, large buffers, all accounted for.

    python tests/soak/soak.py --seconds 60 [--calls 20000] [--seed 1] [--loop uvloop]

It goes on for `--seconds`, and longer if it has not made `--calls` calls by then. It ends with exit code 1 and says
what is wrong if a call got another call's result, an outcome it cannot have, or none; if asyncio or the interpreter
had something to complain about; or if a process, a thread, a descriptor or shared memory is left over.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import os
import random
import subprocess
import sys
import threading
import time
from typing import Any

from book import Book
from process_calls import ProcessCalls
from thread_calls import ThreadCalls

import nonblock

CALLERS = 32
LONGEST = 3
"""How many times `--seconds` it may take to make all calls."""


class Soak:
    """Callers that call until the time is over."""

    def __init__(self, book: Book, source: random.Random, seconds: float, calls: int) -> None:
        """Know when to stop."""
        self.book, self.source, self.calls = book, source, calls
        self.began = time.monotonic()
        self.seconds = seconds

    def is_over(self) -> bool:
        """Whether enough time has gone by, and enough calls."""
        took = time.monotonic() - self.began
        enough = self.seconds if self.book.started >= self.calls else self.seconds * LONGEST
        return took >= enough

    async def caller(self, first: int, kinds: list[ProcessCalls | ThreadCalls]) -> None:
        """Call again and again."""
        number = first
        while not self.is_over():
            number += CALLERS * 1000
            await self.source.choice(kinds).some(number)

    async def run(self, processes: ProcessCalls, threads: ThreadCalls) -> None:
        """Run all callers, and the one that kills."""
        asyncio.get_running_loop().set_exception_handler(self.complain)
        killer = asyncio.ensure_future(processes.kill_now_and_then())
        await asyncio.gather(
            *[self.caller(it * 1000, [processes, threads]) for it in range(CALLERS)]
        )
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
        await processes.settle()
        await threads.settle()

    def complain(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take what asyncio would log for a fault."""
        self.book.faults.append(f"asyncio: {context}")


class Leftovers:
    """What this process holds: processes, threads, descriptors, shared memory."""

    def __init__(self) -> None:
        """Look."""
        self.processes = descendants()
        self.threads = {int(name) for name in os.listdir("/proc/self/task")}
        self.fds = descriptors()
        self.shared = [it for it in os.listdir("/dev/shm") if "nonblock" in it]  # noqa: S108
        with open("/proc/self/maps") as file:
            self.mappings = sum("memfd:nonblock" in line for line in file)

    def since(self, before: Leftovers) -> dict[str, object]:
        """What is there that was not there before."""
        found: dict[str, object] = {
            "processes": self.processes - before.processes,
            "threads": self.threads - before.threads,
            "descriptors": {it: to for it, to in self.fds.items() if it not in before.fds},
            "shared mappings": max(0, self.mappings - before.mappings),
            "shared files": [it for it in self.shared if it not in before.shared],
        }
        return {name: what for name, what in found.items() if what}


def descendants() -> set[int]:
    """Live processes of this process's session that are not this process."""
    session, found = os.getsid(0), set()
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                state, _, _, its_session = file.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its_session) == session and state != "Z":
            found.add(int(name))
    return found


def descriptors() -> dict[int, str]:
    """Open descriptors and what they lead to."""
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # the listing's own
    return found


def main() -> int:
    """Soak, then look for leftovers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    options = parser.parse_args()
    if os.getsid(0) != os.getpid():  # processes are counted by session: have one of our own
        again = [sys.executable, *sys.orig_argv[1:]]
        return subprocess.run(again, start_new_session=True, check=False).returncode
    print(f"CPython {sys.version.split()[0]}, {options.loop}, seed {options.seed}", flush=True)
    make_loop: Any = importlib.import_module(options.loop).new_event_loop
    book, source = Book(), random.Random(options.seed)
    sys.unraisablehook = lambda it: book.faults.append(
        f"unraisable: {it.exc_value!r} {it.object!r}"
    )
    threading.excepthook = lambda it: book.faults.append(f"thread: {it.exc_value!r} in {it.thread}")
    before = Leftovers()
    soak_all(make_loop, book, source, options)
    gc.collect()
    deadline = time.monotonic() + 5
    while (left := Leftovers().since(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    for name, what in left.items():
        book.faults.append(f"{name} are left: {what}")
    book.expect(
        book.started == book.ended, f"{book.started} calls started, {book.ended} have an outcome"
    )
    book.expect(book.started >= options.calls, f"only {book.started} calls were made")
    print(
        f"{book.started} calls started, {book.ended} ended, {book.killed} workers killed from outside:"
    )
    for kind, number in book.outcomes.most_common():
        print(f"{number:10}  {kind}")
    for fault in book.faults[:50]:
        print("FAULT", fault)
    print("faults:", len(book.faults))
    return 1 if book.faults else 0


def soak_all(make_loop: Any, book: Book, source: random.Random, options: Any) -> None:
    """Make the pools, call, and shut the pools down."""
    processes = nonblock.ProcessPool(max_workers=options.workers)
    threads = nonblock.ThreadPool(16, idle_timeout=1.0)
    streams = nonblock.ThreadPool(CALLERS, idle_timeout=1.0, name="stream")
    soak = Soak(book, source, options.seconds, options.calls)
    calls = ProcessCalls(processes, source, book), ThreadCalls(threads, streams, source, book)
    nonblock.run(soak.run(*calls), loop_factory=make_loop)
    processes.shutdown()
    threads.shutdown()
    streams.shutdown()


if __name__ == "__main__":
    sys.exit(main())
