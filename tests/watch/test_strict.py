"""Strict mode sees calls that may block however quick they are, and nothing of what the loop does for itself."""

from __future__ import annotations

import asyncio
import importlib
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import nonblock
from nonblock import _native
from nonblock.watch import BlockingCall, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    NewLoop = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture(params=["asyncio", "uvloop"])
def new_loop(request: pytest.FixtureRequest) -> NewLoop:
    if request.param == "asyncio":
        return asyncio.new_event_loop
    factory: NewLoop = pytest.importorskip("uvloop").new_event_loop
    return factory


class EmptyHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Generator[tuple[str, int], None, None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyHandler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield "127.0.0.1", running.server_port
        running.shutdown()
        thread.join()


def calls_of(
    main: Coroutine[object, object, object], new_loop: NewLoop
) -> tuple[BlockingCall, ...]:
    loop = new_loop()
    try:
        with watch(terminal=False, strict=True, threshold=30) as seen:
            loop.run_until_complete(main)
            # What the test itself does between two loops is none of the loop's business.
            Path(__file__).stat()
    finally:
        loop.close()
    return seen.blocking_calls


def called(action: Callable[[], object], new_loop: NewLoop) -> set[tuple[str, str]]:
    """Return name and kind of every call that an action makes in a coroutine; each is blamed on it."""

    async def main() -> None:
        await asyncio.sleep(0)
        action()

    calls = calls_of(main(), new_loop)
    for call in calls:
        assert call.place is not None
        assert call.place.file == __file__, call
        assert "main" in {frame.function.rpartition(".")[2] for frame in call.frames}
        assert call.count > 0
        assert 0 <= call.longest <= call.total
    return {(call.call, call.kind) for call in calls}


def test_a_file_that_is_opened_and_read(new_loop: NewLoop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    seen = called((tmp_path / "file").read_text, new_loop)
    assert seen >= {("open", "disk"), ("read", "disk")}


def test_metadata_and_folders(new_loop: NewLoop, tmp_path: Path) -> None:
    assert ("stat", "disk") in called(partial(os.stat, tmp_path), new_loop)
    assert ("opendir", "disk") in called(partial(os.listdir, tmp_path), new_loop)
    assert ("rename", "disk") in called(partial(os.replace, tmp_path, tmp_path), new_loop)


def test_fsync(new_loop: NewLoop, tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        assert called(partial(os.fsync, file.fileno()), new_loop) == {("fsync", "disk")}


def test_a_query_of_sqlite(new_loop: NewLoop, tmp_path: Path) -> None:
    path = tmp_path / "base"
    with closing(sqlite3.connect(path)) as base:
        base.execute("create table t (x)")

    def query() -> None:
        with closing(sqlite3.connect(path)) as base:
            base.execute("select * from t").fetchall()

    assert ("open", "disk") in called(query, new_loop)


def test_a_connection_to_this_machine(new_loop: NewLoop, server: tuple[str, int]) -> None:
    def connect() -> None:
        socket.create_connection(server).close()

    assert called(connect, new_loop) == {("connect", "network")}


def test_a_socket_with_a_timeout_waits_in_poll(new_loop: NewLoop, server: tuple[str, int]) -> None:
    with socket.create_connection(server, timeout=10) as client:
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        assert ("poll", "network") in called(partial(client.recv, 1), new_loop)


def test_a_request_over_http(new_loop: NewLoop, server: tuple[str, int]) -> None:
    def request() -> None:
        urllib.request.urlopen(f"http://{server[0]}:{server[1]}/").close()

    seen = called(request, new_loop)
    assert seen >= {("connect", "network"), ("send", "network"), ("recv", "network")}


def test_a_host_name_that_is_resolved_but_no_address(new_loop: NewLoop) -> None:
    resolve = partial(socket.getaddrinfo, "localhost", 80)
    assert ("getaddrinfo", "dns") in called(resolve, new_loop)
    assert called(partial(socket.getaddrinfo, "127.0.0.1", 80), new_loop) == set()


def test_a_lock_that_somebody_holds_and_not_a_free_one(new_loop: NewLoop) -> None:
    lock = threading.Lock()

    def wait() -> None:
        lock.acquire()
        threading.Timer(0.01, lock.release).start()
        with lock:
            pass

    seen = called(wait, new_loop)
    assert {kind for _, kind in seen} == {"lock"}
    assert called(threading.Lock().acquire, new_loop) == set()


def test_a_child_process(new_loop: NewLoop) -> None:
    seen = called(partial(subprocess.run, ["true"], check=True), new_loop)
    assert ("subprocess.Popen", "process") in seen
    assert "process" in {kind for name, kind in seen if name.startswith("wait")}


def test_a_sleep_that_no_threshold_sees(new_loop: NewLoop) -> None:
    assert {kind for _, kind in called(partial(time.sleep, 1e-6), new_loop)} == {"sleep"}


def test_an_import_is_one_call_that_names_its_module(
    new_loop: NewLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "strictly_imported.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    async def main() -> None:
        import strictly_imported  # type: ignore[import-not-found]  # noqa: F401

    (call,) = calls_of(main(), new_loop)
    del sys.modules["strictly_imported"]
    importlib.invalidate_caches()
    assert (call.call, call.kind, call.target) == ("import", "import", "strictly_imported")
    assert call.place is not None
    assert call.place.function.endswith("main")


def test_a_callback_written_in_c_has_no_place(new_loop: NewLoop) -> None:
    async def main() -> None:
        asyncio.get_running_loop().call_soon(time.sleep, 1e-6)
        await asyncio.sleep(0.001)

    (call,) = calls_of(main(), new_loop)
    assert (call.kind, call.place) == ("sleep", None)


def test_what_the_loop_does_for_itself_is_no_blocking_call(
    new_loop: NewLoop, server: tuple[str, int], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("text")

    async def main() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0.001)
        await asyncio.to_thread((tmp_path / "file").read_text)
        await nonblock.in_thread((tmp_path / "file").read_text)
        await loop.getaddrinfo("localhost", 80)
        reader, writer = await asyncio.open_connection(*server)
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert await reader.read()
        writer.close()
        await writer.wait_closed()
        child = await asyncio.create_subprocess_exec("true")
        await child.wait()
        threading.Thread(target=int).start()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with ours, theirs:
            theirs.send(b"x", socket.MSG_DONTWAIT)
            await loop.sock_recv(ours, 1)

    assert calls_of(main(), new_loop) == ()


def test_calls_of_other_threads_are_their_own(new_loop: NewLoop, tmp_path: Path) -> None:
    async def main() -> None:
        thread = threading.Thread(target=tmp_path.stat)
        thread.start()
        await nonblock.in_thread(thread.join)

    assert calls_of(main(), new_loop) == ()


def test_calls_from_one_place_are_added_up(new_loop: NewLoop, tmp_path: Path) -> None:
    async def main() -> None:
        for _ in range(50):
            os.stat(tmp_path)

    (call,) = calls_of(main(), new_loop)
    assert call.count == 50


def test_errors_pass_through_as_they_are(new_loop: NewLoop, tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(FileNotFoundError):
            (tmp_path / "missing").open()

    (call,) = calls_of(main(), new_loop)
    assert call.call == "open"


def test_a_forked_child_records_anew(tmp_path: Path) -> None:
    source = f"""
        import asyncio, os, nonblock
        seen = nonblock.watch(terminal=False, strict=True)
        async def main(path):
            os.stat(path)
        asyncio.run(main("/"))
        child = os.fork()
        if child == 0:
            seen.clear()
            asyncio.run(main({str(tmp_path)!r}))
            print("child", [call.target for call in seen.blocking_calls], flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        print("parent", [call.target for call in seen.blocking_calls])
    """
    lines = "\n".join(line.removeprefix("        ") for line in source.splitlines())
    output = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=True
    )
    assert output.stdout == f"child ['{tmp_path}']\nparent ['/']\n"


def test_import_tables_are_as_before_when_the_last_recording_ends() -> None:
    assert _native.hooked_slots() == 0
    with watch(terminal=False):
        plain = _native.hooked_slots()
        with watch(terminal=False, strict=True):
            assert _native.hooked_slots() > plain
        assert _native.hooked_slots() == plain
    assert _native.hooked_slots() == 0
