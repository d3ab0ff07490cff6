"""One kind of stall under one tool: what the tool said, and what was true. Run by `matrix.py`, a process each.

    python benches/watch/kinds.py KIND TOOL LOOP

The function to name is always called `culprit`; no coroutine or task is. Standard error is what the tools say, with
`<begin>` and `<end>` written around the stall; the last line of standard output is what is known of it, as JSON.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import hashlib
import json
import os
import queue
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 0.3
HANG = 1.5
folder = Path(tempfile.mkdtemp())


class Kind(NamedTuple):
    """How a kind is set up, and the causes that are right for it."""

    set_up: Callable[[], Callable[[], object]]
    causes: tuple[str, ...]


KINDS: dict[str, Kind] = {}


def kind(*causes: str) -> Callable[[Callable[[], Callable[[], object]]], None]:
    """Register a function that returns what blocks."""

    def register(set_up: Callable[[], Callable[[], object]]) -> None:
        KINDS[set_up.__name__.strip("_").replace("_", "-")] = Kind(set_up, causes)

    return register


def later(action: Callable[[], object]) -> None:
    """End the wait that begins now."""
    threading.Timer(LONG, action).start()


def burn(work: Callable[[], object]) -> Callable[[], None]:
    """Return a culprit that repeats some work."""

    def culprit() -> None:
        until = time.thread_time() + LONG
        while time.thread_time() < until:
            work()

    return culprit


@kind("sleep")
def sleep() -> Callable[[], object]:
    def culprit() -> None:
        time.sleep(LONG)

    return culprit


@kind("cpu-released")
def pbkdf2() -> Callable[[], object]:
    return burn(lambda: hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 60_000))


@kind("cpu")
def regex() -> Callable[[], object]:
    return burn(lambda: re.fullmatch(r"(a+)+b", "a" * 21))


@kind("cpu")
def sum_() -> Callable[[], object]:
    return burn(lambda: sum(range(1_000_000)))


@kind("cpu", "garbage")
def json_() -> Callable[[], object]:
    text = json.dumps([{"key": n, "value": [n, n]} for n in range(20_000)])
    return burn(lambda: json.loads(text))


@kind("cpu")
def python_loop() -> Callable[[], object]:
    return burn(lambda: [n * n for n in range(1000)])


@kind("network")
def recv() -> Callable[[], object]:
    ours, theirs = socket.socketpair()

    def culprit() -> None:
        later(partial(theirs.send, b"x"))
        ours.recv(1)

    return culprit


class SlowHandler(BaseHTTPRequestHandler):
    """Answers late."""

    def do_GET(self) -> None:
        """Answer."""
        time.sleep(LONG)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@kind("network")
def urllib_() -> Callable[[], object]:
    server = HTTPServer(("127.0.0.1", 0), SlowHandler)
    threading.Thread(target=server.handle_request, daemon=True).start()

    def culprit() -> None:
        urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").close()

    return culprit


@kind("dns")
def dns() -> Callable[[], object]:
    """The name server of this process answers nobody (see `matrix.py`)."""

    def culprit() -> None:
        try:
            socket.getaddrinfo("nonblock.invalid", 80)
        except OSError:
            pass

    return culprit


@kind("process")
def subprocess_() -> Callable[[], object]:
    def culprit() -> None:
        subprocess.run(["/bin/sleep", str(LONG)], check=True)

    return culprit


@kind("lock")
def lock() -> Callable[[], object]:
    held = threading.Lock()
    held.acquire()

    def culprit() -> None:
        later(held.release)
        held.acquire()

    return culprit


@kind("lock")
def queue_() -> Callable[[], object]:
    items: queue.Queue[int] = queue.Queue()

    def culprit() -> None:
        later(partial(items.put, 1))
        items.get()

    return culprit


@kind("lock")
def future() -> Callable[[], object]:
    pool = ThreadPoolExecutor(1)

    def culprit() -> None:
        pool.submit(time.sleep, LONG).result()

    return culprit


@kind("garbage")
def garbage() -> Callable[[], object]:
    objects = [[n] for n in range(300_000)]

    def culprit() -> None:
        until = time.thread_time() + LONG
        while objects and time.thread_time() < until:
            gc.collect()

    return culprit


@kind("gil")
def gil_held_elsewhere() -> Callable[[], object]:
    start, began = threading.Event(), threading.Event()

    def culprit() -> None:
        start.wait()
        began.set()
        ctypes.PyDLL(None).usleep(int(LONG * 1e6))

    def innocent() -> None:
        start.set()
        while not began.is_set():
            time.sleep(0.001)
        time.sleep(0.001)

    threading.Thread(target=culprit, daemon=True).start()
    return innocent


@kind("disk", "cpu-released")
def fsync() -> Callable[[], object]:
    def culprit() -> None:
        until = time.monotonic() + LONG
        with (folder / "file").open("wb") as file:
            while time.monotonic() < until:
                file.write(b"x" * 65_536)
                file.flush()
                os.fsync(file.fileno())

    return culprit


@kind("pipe")
def pipe() -> Callable[[], object]:
    reader, writer = os.pipe()

    def culprit() -> None:
        later(partial(os.write, writer, b"x"))
        os.read(reader, 1)

    return culprit


@kind("pipe")
def fifo() -> Callable[[], object]:
    path = folder / "fifo"
    os.mkfifo(path)

    def culprit() -> None:
        later(lambda: os.close(os.open(path, os.O_WRONLY)))
        path.open("rb").close()

    return culprit


@kind("cpu-released")
def sqlite() -> Callable[[], object]:
    query = "with recursive n(i) as (select 1 union all select i + 1 from n limit 200000) select max(i) from n"
    base = sqlite3.connect(":memory:")
    return burn(lambda: base.execute(query).fetchall())


@kind("sleep")
def ctypes_() -> Callable[[], object]:
    def culprit() -> None:
        ctypes.CDLL(None).usleep(int(LONG * 1e6))

    return culprit


@kind("sleep")
def ctypes_with_gil() -> Callable[[], object]:
    def culprit() -> None:
        ctypes.PyDLL(None).usleep(int(LONG * 1e6))

    return culprit


@kind("import")
def import_() -> Callable[[], object]:
    (folder / "slow_to_import.py").write_text(f"import time\ntime.sleep({LONG})\n")
    sys.path.insert(0, str(folder))

    def culprit() -> None:
        import slow_to_import  # noqa: F401

    return culprit


@kind("starved")
def starved() -> Callable[[], object]:
    """One CPU for this process and three neighbours that are always busy."""
    cpu = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cpu})
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]

    def culprit() -> None:
        until = time.thread_time() + LONG / 3
        while time.thread_time() < until:
            pass
        for neighbour in busy:
            neighbour.kill()

    return culprit


@kind("sleep")
def data_received() -> Callable[[], object]:
    """Run as a protocol's callback."""
    return KINDS["sleep"].set_up()


@kind("many-callbacks")
def many_callbacks() -> Callable[[], object]:
    """Run forty times in one turn of the loop."""

    def culprit() -> None:
        time.sleep(0.008)

    return culprit


@kind("sleep")
def hang() -> Callable[[], object]:
    """Must be told while it lasts."""

    def culprit() -> None:
        time.sleep(HANG)

    return culprit


@kind("sleep")
def hang_with_gil() -> Callable[[], object]:
    """Must be told while it lasts."""

    def culprit() -> None:
        ctypes.PyDLL(None).usleep(int(HANG * 1e6))

    return culprit


@kind()
def executor() -> Callable[[], object]:
    """Blocks a thread of the executor, which is no stall."""

    def culprit() -> None:
        time.sleep(LONG)

    return culprit


def main() -> None:
    """Run one kind under one tool."""
    import tools
    from staging import queued, stage

    name, tool, loop_name = sys.argv[1:]
    blocks = KINDS[name].set_up()
    before = queued()
    if loop_name == "uvloop":
        import uvloop

        loop = uvloop.new_event_loop()
    else:
        loop = asyncio.new_event_loop()
    took, said = tools.TOOLS[tool](loop, lambda: stage(name, blocks))
    print(json.dumps({"took": took, "queued": queued() - before, **said}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
