"""Blocks a running loop with a kind of stall, and marks on standard error when it begins and ends."""

from __future__ import annotations

import asyncio
import ctypes
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def mark(text: bytes) -> None:
    """Write to standard error by a way that no tool looks at."""
    ctypes.PyDLL(None).write(2, text, len(text))


def queued() -> float:
    """Return for how many seconds this thread has been ready to run without a CPU, as the kernel counts."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


async def stage(name: str, blocks: Callable[[], object]) -> float:
    """Block the running loop; return for how long."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.05)
    mark(b"<begin>\n")
    began = time.perf_counter()
    if name == "data-received":
        ours, theirs = socket.socketpair()

        class Slow(asyncio.Protocol):
            def data_received(self, data: bytes) -> None:
                blocks()

        transport, _ = await loop.connect_accepted_socket(Slow, ours)
        began = time.perf_counter()
        theirs.send(b"x")
        await asyncio.sleep(0.01)
        transport.close()
    elif name == "many-callbacks":
        for _ in range(40):
            loop.call_soon(blocks)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    elif name == "executor":
        await loop.run_in_executor(None, blocks)
    else:
        blocks()
    took = time.perf_counter() - began
    mark(b"<end>\n")
    await asyncio.sleep(0.15)
    return took
