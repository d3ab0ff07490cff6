"""`in_process` and `in_thread` where other programs hold the reins: pytest-xdist, Jupyter, uvicorn's workers."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SUITE = """
    import asyncio, os, pytest, nonblock

    FACTOR = 3

    class Scale:
        def __init__(self, factor): self.factor = factor
        def apply(self, number): return number * self.factor

    def scale(number): return number * FACTOR

    @pytest.mark.parametrize("number", range(12))
    def test_a_function_of_the_test_module(number):
        async def main():
            closure = lambda: number + FACTOR
            return await nonblock.gather(
                nonblock.in_process(scale, number),
                nonblock.in_process(Scale(2).apply, number),
                nonblock.in_process(closure),
                nonblock.in_thread(closure),
                nonblock.in_process(os.getpid),
            )
        *results, pid = asyncio.run(main())
        assert results == [3 * number, 2 * number, number + 3, number + 3]
        assert pid != os.getpid()

    def test_a_crash():
        async def main():
            with pytest.raises(nonblock.WorkerCrashed):
                await nonblock.in_process(os._exit, 3)
            return await nonblock.in_process(scale, 1)
        assert asyncio.run(main()) == 3
"""

NOTEBOOK = """
    import json, nbformat, sys
    from nbclient import NotebookClient

    cells = json.loads(sys.argv[1])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(it) for it in cells])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    texts = [it.outputs[0].data["text/plain"] for it in notebook.cells if it.outputs]
    print(json.dumps(texts))
"""

APPLICATION = """
    import asyncio, os, nonblock

    def square(number): return number * number, os.getpid()

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path == "/crash":
            try:
                await nonblock.in_process(os._exit, 3)
            except nonblock.WorkerCrashed as error:
                answer = f"crashed {error.exit_code} {os.getpid()}"
        else:
            number = int(path[1:])
            threads = await nonblock.in_thread(lambda: number + 1)
            result, pid = await nonblock.in_process(square, number)
            answer = f"{result} {threads} {os.getpid()} {pid}"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer.encode()})
"""


def session_members(session: int) -> set[int]:
    """Live processes of a session."""
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                state, _, _, its_session = file.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its_session) == session and state != "Z":
            found.add(int(name))
    return found


def wait_until_gone(session: int, seconds: float) -> set[int]:
    """Wait until nothing of a session lives; return what does after `seconds`."""
    deadline = time.monotonic() + seconds
    while (left := session_members(session)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def test_it_works_in_the_workers_of_pytest_xdist(tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(textwrap.dedent(SUITE))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:cacheprovider", "-q", "."]
    program = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    out, _ = program.communicate(timeout=100)
    assert program.returncode == 0, out
    assert "13 passed" in out
    assert not wait_until_gone(program.pid, 5)


def test_a_cell_of_a_notebook_defines_a_function_and_awaits_it(
    script: Callable[..., subprocess.Popen[str]],
) -> None:
    cells = [
        "import os, nonblock\nclass Point:\n    def __init__(self, x): self.x = x",
        "factor = 2\ndef scale(point): return Point(point.x * factor)",
        "here = await nonblock.in_process(scale, Point(21))\nhere.x, type(here) is Point",
        "factor = 10\n(await nonblock.in_process(scale, Point(21))).x",
        "def scale(point): return 'redefined'",
        "await nonblock.in_process(scale, here)",
        "[item async for item in nonblock.generate_in_process(lambda: (n * factor for n in range(3)))]",
        "await nonblock.in_thread(lambda: factor)",
        (
            "try:\n    await nonblock.in_process(os._exit, 3)\n"
            "except nonblock.WorkerCrashed as error:\n    code = error.exit_code\ncode"
        ),
        "await nonblock.collect(nonblock.in_process(pow, 2, n) for n in range(5))",
    ]
    program = script(NOTEBOOK, json.dumps(cells))
    out, err = program.communicate(timeout=100)
    assert program.returncode == 0, err
    expected = ["(42, True)", "210", "'redefined'", "[0, 10, 20]", "10", "3", "(1, 2, 4, 8, 16)"]
    assert json.loads(out.splitlines()[-1]) == expected
    assert not wait_until_gone(program.pid, 5)


@pytest.fixture(params=["asyncio", "uvloop"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, Any]]:
    """Start uvicorn with two workers; the port and the program."""
    (tmp_path / "application_of_test.py").write_text(textwrap.dedent(APPLICATION))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--workers", "2", "--port", str(port), "--loop", request.param, "--lifespan", "off"]
    program = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "application_of_test:app", *options, "--no-access-log"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield port, program
    for pid in session_members(program.pid):
        os.kill(pid, signal.SIGKILL)
    program.communicate()


def ask(port: int, path: str, seconds: float = 60) -> list[str]:
    """Return the words of an answer; wait for the server to be there."""
    deadline = time.monotonic() + seconds
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode().split()
        except OSError:
            if deadline < time.monotonic():
                raise
            time.sleep(0.05)
        finally:
            connection.close()


def test_it_works_in_the_workers_of_uvicorn_and_ends_with_them(server: tuple[int, Any]) -> None:
    port, program = server
    servers: set[str] = set()
    workers: set[str] = set()
    deadline = time.monotonic() + 60
    # The kernel chooses who accepts a connection: ask until both have.
    while len(servers) < 2 and time.monotonic() < deadline:
        result, thread, host, pid = ask(port, "/12")
        assert (result, thread) == ("144", "13")
        servers.add(host)
        workers.add(pid)
        assert ask(port, "/crash")[:2] == ["crashed", "3"]
    assert len(servers) == 2
    assert not servers & workers
    program.send_signal(signal.SIGTERM)
    program.wait(30)
    assert not wait_until_gone(program.pid, 5)
