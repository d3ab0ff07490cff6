"""How many calls of a pool may wait: whoever would make one more waits itself."""

from __future__ import annotations

import asyncio
import weakref


class Gate:
    """Lets a bounded number of calls of each event loop into a pool."""

    def __init__(self, size: int) -> None:
        """Let `size` calls in at once."""
        self._size = size
        self._doors: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            weakref.WeakKeyDictionary()
        )

    def here(self) -> asyncio.Semaphore:
        """Return what the running loop's calls go through."""
        loop = asyncio.get_running_loop()
        door = self._doors.get(loop)
        if door is None:
            door = self._doors[loop] = asyncio.Semaphore(self._size)
        return door


def gate_of(max_workers: int, max_queued: int | None) -> Gate | None:
    """Return the gate of a pool; none if any number of calls may wait."""
    if max_queued is None:
        return None
    if max_queued < 0:
        raise ValueError("max_queued must be >= 0")
    return Gate(max_workers + max_queued)
