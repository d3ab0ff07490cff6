"""Semaphores that can be acquired many times at once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Semaphore(asyncio.Semaphore):
    """`asyncio.Semaphore` with `acquire_many`."""

    def __init__(self, value: int = 1) -> None:
        """Create a semaphore that lets `value` holders in."""
        super().__init__(value)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def acquire_many(self, times: int) -> AsyncGenerator[None, None]:
        """Acquire the semaphore `times` times, and release it as often at the end.

        One caller at a time gathers its share, so that two of them never hold half each and wait
        for the other. Cancelled while it gathers, a caller gives back what it has, and no more.

        >>> import nonblock
        >>> async def main() -> bool:
        ...     semaphore = Semaphore(3)
        ...     async with semaphore.acquire_many(3):
        ...         return semaphore.locked()
        >>> nonblock.run(main())
        True
        """
        if times <= 0:
            raise ValueError("times must be >= 1")
        bound: int | None = getattr(self, "_bound_value", None)
        if bound is not None and bound < times:
            raise ValueError(f"times must be <= {bound}, the bound of this semaphore")
        held = 0
        try:
            async with self._turn:
                while held < times:
                    await self.acquire()
                    held += 1
            yield
        finally:
            for _ in range(held):
                self.release()


class BoundedSemaphore(Semaphore, asyncio.BoundedSemaphore):
    """`asyncio.BoundedSemaphore` with `acquire_many`."""
