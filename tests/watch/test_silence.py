"""What is not a stall, however long it takes."""

from __future__ import annotations

import asyncio
import time

from nonblock.watch import watch

LONG = 0.5
"""Seconds: well above the threshold."""


def test_a_blocked_worker_thread_is_no_stall() -> None:
    async def main() -> None:
        await asyncio.gather(*(asyncio.to_thread(time.sleep, LONG) for _ in range(3)))

    with watch(terminal=False) as seen:
        asyncio.run(main())
    assert seen.stalls == ()


def test_an_idle_loop_is_no_stall() -> None:
    with watch(terminal=False) as seen:
        asyncio.run(asyncio.sleep(LONG))
    assert seen.stalls == ()
