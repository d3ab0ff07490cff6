"""Each kind of stall is named with its culprit, its duration and its cause, on asyncio and on uvloop."""

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
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from nonblock.watch import Stall, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

LONG = 0.3
"""Seconds that each kind blocks for, at least."""


def blocks_in_sleep() -> None:
    time.sleep(LONG)


def blocks_in_pbkdf2() -> None:
    burn(lambda: hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 60_000))


def blocks_in_regex() -> None:
    burn(lambda: re.fullmatch(r"(a+)+b", "a" * 21))


def blocks_in_sum() -> None:
    burn(lambda: sum(range(3_000_000)))


def blocks_in_json() -> None:
    text = json.dumps([{"key": n, "value": [n, n]} for n in range(20_000)])
    burn(lambda: json.loads(text))


def blocks_in_loop() -> None:
    until = time.thread_time() + LONG
    while time.thread_time() < until:
        pass


def burn(work: Callable[[], object]) -> None:
    until = time.thread_time() + LONG
    while time.thread_time() < until:
        work()


def blocks_in_recv(peer: socket.socket, other: socket.socket) -> None:
    later(partial(other.send, b"x"))
    peer.recv(1)


def blocks_in_urllib(url: str) -> None:
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        answer.read()


def blocks_in_subprocess() -> None:
    subprocess.run(["/bin/sleep", str(LONG)], check=True)


def blocks_in_lock(lock: threading.Lock) -> None:
    lock.acquire()
    later(lock.release)
    with lock:
        pass


def blocks_in_queue(items: queue.Queue[int]) -> None:
    later(partial(items.put, 1))
    items.get()


def blocks_in_future() -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(time.sleep, LONG).result()


def blocks_in_collection(garbage: list[object]) -> None:
    until = time.thread_time() + LONG
    while time.thread_time() < until:
        gc.collect()
    garbage.clear()


def blocks_in_pipe(reader: int, writer: int) -> None:
    later(partial(os.write, writer, b"x"))
    os.read(reader, 1)


def blocks_in_fifo(path: Path) -> None:
    later(lambda: os.close(os.open(path, os.O_WRONLY)))
    path.open("rb").close()


def blocks_in_sqlite() -> None:
    query = (
        "with recursive n(i) as (select 1 union all select i + 1 from n limit 200000) "
        "select max(i) from n"
    )
    with closing(sqlite3.connect(":memory:")) as database:
        burn(lambda: database.execute(query).fetchall())


def blocks_in_ctypes() -> None:
    ctypes.CDLL(None).usleep(int(LONG * 1e6))


def blocks_in_ctypes_with_gil() -> None:
    ctypes.PyDLL(None).usleep(int(LONG * 1e6))


def blocks_in_fsync(path: Path) -> None:
    until = time.monotonic() + LONG
    with path.open("wb") as file:
        while time.monotonic() < until:
            file.write(b"x" * 65_536)
            file.flush()
            os.fsync(file.fileno())


def waits_for_gil(start: threading.Event, began: threading.Event) -> None:
    start.set()
    while not began.is_set():
        time.sleep(0.001)
    # The last of these sleeps ends, and needs the GIL, while the other thread holds it.
    time.sleep(0.001)


def holds_gil(start: threading.Event, began: threading.Event) -> None:
    start.wait()
    began.set()
    ctypes.PyDLL(None).usleep(int(LONG * 1e6))


def later(action: Callable[[], object]) -> None:
    """End the block that begins now."""
    threading.Timer(LONG, action).start()


class SlowHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(LONG)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Kind(NamedTuple):
    blocks: Callable[[], None]
    function: str
    causes: frozenset[str]


CPU = frozenset({"cpu", "starved"})
"""A busy machine may give a computing loop so little CPU that starving explains more of its stall."""


def kinds(folder: Path, clean: ExitStack) -> dict[str, Callable[[], Kind]]:  # noqa: C901
    """Return how to set each kind up."""

    def simple(function: Callable[[], None], *causes: str) -> Callable[[], Kind]:
        return lambda: Kind(function, function.__name__, frozenset(causes))

    def recv() -> Kind:
        ours, theirs = (clean.enter_context(end) for end in socket.socketpair())
        return Kind(partial(blocks_in_recv, ours, theirs), "blocks_in_recv", frozenset({"network"}))

    def urllib_() -> Kind:
        server = clean.enter_context(HTTPServer(("127.0.0.1", 0), SlowHandler))
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        return Kind(partial(blocks_in_urllib, url), "blocks_in_urllib", frozenset({"network"}))

    def lock() -> Kind:
        function = partial(blocks_in_lock, threading.Lock())
        return Kind(function, "blocks_in_lock", frozenset({"lock"}))

    def queue_() -> Kind:
        items: queue.Queue[int] = queue.Queue()
        return Kind(partial(blocks_in_queue, items), "blocks_in_queue", frozenset({"lock"}))

    def collection() -> Kind:
        garbage: list[object] = [[n] for n in range(300_000)]
        return Kind(
            partial(blocks_in_collection, garbage),
            "blocks_in_collection",
            frozenset({"garbage", "starved"}),
        )

    def pipe() -> Kind:
        reader, writer = os.pipe()
        clean.callback(os.close, reader)
        clean.callback(os.close, writer)
        function = partial(blocks_in_pipe, reader, writer)
        return Kind(function, "blocks_in_pipe", frozenset({"pipe"}))

    def fifo() -> Kind:
        path = folder / "fifo"
        os.mkfifo(path)
        return Kind(partial(blocks_in_fifo, path), "blocks_in_fifo", frozenset({"pipe"}))

    def gil() -> Kind:
        events = threading.Event(), threading.Event()
        threading.Thread(target=holds_gil, args=events, daemon=True).start()
        return Kind(partial(waits_for_gil, *events), "waits_for_gil", frozenset({"gil"}))

    def fsync() -> Kind:
        function = partial(blocks_in_fsync, folder / "file")
        # A fast disk leaves little to wait for.
        causes = frozenset({"disk", "cpu-released", "starved"})
        return Kind(function, "blocks_in_fsync", causes)

    return {
        "sleep": simple(blocks_in_sleep, "sleep"),
        "pbkdf2": simple(blocks_in_pbkdf2, "cpu-released", "starved"),
        "regex": simple(blocks_in_regex, *CPU),
        "sum": simple(blocks_in_sum, *CPU),
        "json": simple(blocks_in_json, *CPU, "garbage"),
        "python-loop": simple(blocks_in_loop, *CPU),
        "recv": recv,
        "urllib": urllib_,
        "subprocess": simple(blocks_in_subprocess, "process"),
        "lock": lock,
        "queue": queue_,
        "future": simple(blocks_in_future, "lock"),
        "collection": collection,
        "gil": gil,
        "fsync": fsync,
        "pipe": pipe,
        "fifo": fifo,
        "sqlite": simple(blocks_in_sqlite, "cpu-released", "starved"),
        "ctypes": simple(blocks_in_ctypes, "sleep"),
        "ctypes-with-gil": simple(blocks_in_ctypes_with_gil, "sleep"),
    }


NAMES = sorted(kinds(Path(), ExitStack()))


@pytest.fixture
def clean() -> Generator[ExitStack, None, None]:
    """Return a stack of what is to be closed after the test."""
    with ExitStack() as stack:
        yield stack


def loop_factory(name: str) -> Callable[[], asyncio.AbstractEventLoop]:
    if name == "asyncio":
        return asyncio.new_event_loop
    new_loop: Callable[[], asyncio.AbstractEventLoop]
    new_loop = pytest.importorskip("uvloop").new_event_loop
    return new_loop


def stalls_of(kind: Kind, new_loop: Callable[[], asyncio.AbstractEventLoop]) -> tuple[Stall, float]:
    """Run a kind in a task of a loop; return its stall and how long it truly took."""
    took = 0.0

    async def main() -> None:
        nonlocal took
        await asyncio.sleep(0)
        began = time.perf_counter()
        kind.blocks()
        took = time.perf_counter() - began
        await asyncio.sleep(0)

    loop = new_loop()
    try:
        with watch(terminal=False) as seen:
            loop.run_until_complete(loop.create_task(main(), name="culprit"))
    finally:
        loop.close()
    assert seen.stalls, f"nothing was seen of {took * 1e3:.0f} ms"
    return max(seen.stalls, key=lambda stall: stall.duration), took


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("name", NAMES)
def test_a_stall_names_its_culprit_its_duration_and_its_cause(
    name: str, loop: str, tmp_path: Path, clean: ExitStack
) -> None:
    new_loop = loop_factory(loop)
    kind = kinds(tmp_path, clean)[name]()
    stall, took = stalls_of(kind, new_loop)
    assert stall.place is not None
    functions = {frame.function for stack in stall.stacks for frame in stack.frames}
    assert kind.function in functions, stall
    assert stall.place.file == __file__
    assert stall.cause.kind in kind.causes, stall
    assert abs(stall.duration - took) <= 0.2 * took, (stall.duration, took)
    assert stall.task is not None
    assert stall.task.name == "culprit"
    assert stall.is_over


def test_whoever_held_the_gil_is_named_with_its_code(tmp_path: Path, clean: ExitStack) -> None:
    stall, _ = stalls_of(kinds(tmp_path, clean)["gil"](), asyncio.new_event_loop)
    assert stall.cause.holder is not None
    assert "holds_gil" in {frame.function for frame in stall.cause.holder.frames}
    assert "holds_gil" in stall.cure


def test_a_wait_that_holds_the_gil_is_not_sent_to_a_thread(
    tmp_path: Path, clean: ExitStack
) -> None:
    stall, _ = stalls_of(kinds(tmp_path, clean)["ctypes-with-gil"](), asyncio.new_event_loop)
    assert "in_process" in stall.cure
    without, _ = stalls_of(kinds(tmp_path, clean)["pbkdf2"](), asyncio.new_event_loop)
    assert "in_thread" in without.cure or without.cause.kind == "starved"


def test_a_socket_is_named_with_its_peer(clean: ExitStack) -> None:
    server = clean.enter_context(socket.create_server(("127.0.0.1", 0)))
    ours = clean.enter_context(socket.create_connection(server.getsockname()))
    theirs = clean.enter_context(server.accept()[0])
    kind = Kind(partial(blocks_in_recv, ours, theirs), "blocks_in_recv", frozenset({"network"}))
    stall, _ = stalls_of(kind, asyncio.new_event_loop)
    assert stall.cause.waits_for is not None
    assert f"127.0.0.1:{server.getsockname()[1]}" in stall.cause.waits_for


@pytest.mark.parametrize("name", ["asyncio", "uvloop"])
def test_many_short_callbacks_in_one_turn_are_one_stall_without_a_culprit(name: str) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        for _ in range(40):
            loop.call_soon(time.sleep, 0.008)
        await asyncio.sleep(0.01)

    loop = loop_factory(name)()
    with watch(terminal=False) as seen:
        loop.run_until_complete(main())
    loop.close()
    assert [stall.cause.kind for stall in seen.stalls] == ["many-callbacks"]


def test_a_callback_of_a_protocol_is_named() -> None:
    class Slow(asyncio.Protocol):
        def data_received(self, data: bytes) -> None:
            del data
            time.sleep(LONG)

    async def main() -> None:
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_accepted_socket(Slow, ours)
        theirs.send(b"x")
        await asyncio.sleep(0.05)
        transport.close()
        theirs.close()

    with watch(terminal=False) as seen:
        asyncio.run(main())
    assert [stall.place and stall.place.function.split(".")[-1] for stall in seen.stalls] == [
        "data_received"
    ]


def test_a_module_imported_at_run_time_is_an_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_import.py").write_text(f"import time\ntime.sleep({LONG})\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    async def main() -> None:
        import slow_to_import  # type: ignore[import-not-found]  # noqa: F401

    with watch(terminal=False) as seen:
        asyncio.run(main())
    del sys.modules["slow_to_import"]
    assert [stall.cause.kind for stall in seen.stalls] == ["import"]
