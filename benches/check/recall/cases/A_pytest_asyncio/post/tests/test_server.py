import asyncio
import sys
import time

import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def server(unused_tcp_port_factory=lambda: 8099):
    port = unused_tcp_port_factory()
    process = await asyncio.create_subprocess_exec(  # silent: popen
        sys.executable, "-m", "http.server", str(port)
    )
    await asyncio.sleep(1)  # silent: fixture
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
    process = await asyncio.create_subprocess_exec(
        sys.executable, "--version", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()  # silent: communicate
    assert out.startswith(b"Python")


def test_synchronous_tests_may_sleep() -> None:
    time.sleep(0.01)  # silent: synchronous
