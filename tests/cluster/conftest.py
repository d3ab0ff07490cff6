"""Real clusters on loopback, one of each engine, and a connection to it from an event loop that stays."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pytest

from nonblock import PROCESS_POOL
from nonblock.cluster import Cluster, connect

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator, Iterator

T = TypeVar("T")


@dataclass
class Place:
    """An engine with its cluster, and one connection to it."""

    engine: str
    address: str | None
    client_address: str | None
    loop: asyncio.AbstractEventLoop
    cluster: Cluster

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 90) -> T:
        """Run a coroutine on the connection's loop."""
        return self.loop.run_until_complete(asyncio.wait_for(work, seconds))

    @property
    def engine_option(self) -> Literal["ray", "dask"]:
        """What to tell `connect`."""
        return "dask" if self.engine == "dask" else "ray"

    @property
    def stops_work(self) -> bool:
        """Whether what runs can be stopped."""
        return bool(self.engine != "dask")


@pytest.fixture(scope="package", params=["local", "ray", "dask"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Each engine in turn."""
    with ExitStack() as stack:
        address = client_address = None
        if request.param != "local":
            start = {"ray": _ray, "dask": _dask}[request.param]
            address, client_address = stack.enter_context(start())
        engine: Any = "dask" if request.param == "dask" else "ray"
        loop = asyncio.new_event_loop()
        stack.callback(loop.close)
        connections = AsyncExitStack()
        cluster = loop.run_until_complete(_connect_patiently(connections, address, engine))
        stack.callback(lambda: loop.run_until_complete(connections.aclose()))
        yield Place(request.param, address, client_address, loop, cluster)
    PROCESS_POOL.shutdown(wait=False)


async def _connect_patiently(
    connections: AsyncExitStack, address: str | None, engine: Any
) -> Cluster:
    """Connect; again as long as the cluster listens, but is not ready."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return await connections.enter_async_context(connect(address, engine=engine))
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)


def wait_for_end(pid: int, seconds: float = 20) -> bool:
    """Wait until a process has ended; False if it still lives."""
    import select

    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([fd], [], [], seconds)[0])
    finally:
        os.close(fd)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_port(port: int, process: subprocess.Popen[Any]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the cluster did not start: {process.args!r}")


@contextmanager
def _group(command: list[str], **environment: str) -> Generator[subprocess.Popen[bytes]]:
    """Start a process in a group of its own; end the group with everything in it."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _ray() -> Generator[tuple[str, str]]:
    pytest.importorskip("ray")
    port, client_port = free_port(), free_port()
    folder = tempfile.mkdtemp(prefix="nbray", dir="/tmp")
    os.environ["RAY_AUTH_MODE"] = "disabled"
    command = f"{os.path.dirname(sys.executable)}/ray start --head --block --num-cpus=2 --include-dashboard=false"
    ports = f"--port={port} --ray-client-server-port={client_port} --node-ip-address=127.0.0.1"
    more = f"{ports} --object-store-memory=100000000 --temp-dir={folder}"
    quick = {"RAY_enable_metrics_collection": "0", "RAY_USAGE_STATS_ENABLED": "0"}
    try:
        with _group([*command.split(), *more.split()], **quick) as process:
            _wait_for_port(port, process)
            yield f"127.0.0.1:{port}", f"ray://127.0.0.1:{client_port}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _dask() -> Generator[tuple[str, None]]:
    pytest.importorskip("distributed")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    preload = ["--preload", os.path.join(os.path.dirname(__file__), "without_nonblock.py")]
    dask = [sys.executable, "-m", "dask"]
    host = ["--host=127.0.0.1", f"--port={port}", "--no-dashboard", *preload]
    worker = [*dask, "worker", address, "--nthreads=1", "--no-nanny", "--no-dashboard", *preload]
    # Killed workers are started again by a shell: Dask's nanny does not always manage.
    forever = ["sh", "-c", 'while :; do "$@"; done', "sh", *worker]
    with ExitStack() as stack:
        scheduler = stack.enter_context(_group([*dask, "scheduler", *host]))
        _wait_for_port(port, scheduler)
        for _ in range(2):
            stack.enter_context(_group(forever))
        yield address, None
