import asyncio

import pytest

from tests.support.net import wait_for_port


@pytest.mark.asyncio
async def test_accepts(broker: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", broker)
    writer.close()


def test_port_is_refused() -> None:
    with pytest.raises(TimeoutError):
        wait_for_port(1, limit=0.1)  # silent: sync
