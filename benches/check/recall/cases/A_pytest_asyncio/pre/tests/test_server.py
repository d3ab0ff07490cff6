import asyncio
import subprocess
import sys
import time

import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def server(unused_tcp_port_factory=lambda: 8099):
    port = unused_tcp_port_factory()
    process = subprocess.Popen([sys.executable, "-m", "http.server", str(port)])  # hit: popen
    time.sleep(1)  # hit: fixture
    yield port
    process.terminate()


@pytest.mark.asyncio
async def test_serves_the_index(server: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    await writer.drain()
    assert b"200" in await reader.readline()
    writer.close()


@pytest.mark.asyncio
async def test_command_line_prints_the_version() -> None:
    done = subprocess.run([sys.executable, "--version"], capture_output=True, text=True)  # hit: run
    assert done.stdout.startswith("Python")


def test_synchronous_tests_may_sleep() -> None:
    time.sleep(0.01)
