import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.net import wait_for_port


@pytest_asyncio.fixture
async def broker() -> AsyncIterator[int]:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await asyncio.to_thread(wait_for_port, port)  # silent: port
    yield port
    server.close()
