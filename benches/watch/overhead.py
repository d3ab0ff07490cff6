"""What a watch costs: the loop's CPU time per turn with and without it, and the watchdog's at rest.

    python benches/watch/overhead.py [--rounds 15] [--turns 40000] [--rest 10]

Rounds of "off", "on" and a second "off" are interleaved; the second against the first ("A/A") shows how much of a
ratio is noise. Times are CPU times of one thread, so that a busy machine shifts all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nonblock

if TYPE_CHECKING:
    from collections.abc import Callable


async def turns(count: int) -> float:
    """Return the CPU seconds that `count` turns of the running loop take."""
    sleep = asyncio.sleep
    began = time.thread_time()
    for _ in range(count):
        await sleep(0)
    return time.thread_time() - began


def measure(new_loop: Callable[[], asyncio.AbstractEventLoop], count: int, *, is_on: bool) -> float:
    """Return the CPU seconds of one round."""
    context = nonblock.watch(terminal=False) if is_on else contextlib.nullcontext()
    loop = new_loop()
    try:
        with context:
            return loop.run_until_complete(turns(count))
    finally:
        loop.close()


def ratios(new_loop: Callable[[], asyncio.AbstractEventLoop], rounds: int, count: int) -> str:
    """Return the line of one loop."""
    measure(new_loop, count, is_on=False)
    on: list[float] = []
    again: list[float] = []
    base: list[float] = []
    for _ in range(rounds):
        off = measure(new_loop, count, is_on=False)
        base.append(off)
        on.append(measure(new_loop, count, is_on=True) / off)
        again.append(measure(new_loop, count, is_on=False) / off)
    turn = statistics.median(base) / count * 1e9
    return (
        f"{turn:7.0f} ns a turn   on/off {statistics.median(on):.4f}   "
        f"A/A {statistics.median(again):.4f}"
    )


def rest(seconds: float) -> float:
    """Return the watchdog's share of one core while the loop idles, in percent."""

    def used() -> int:
        threads = Path("/proc/self/task").iterdir()
        (watchdog,) = (it for it in threads if (it / "comm").read_text() == "nonblock-watch\n")
        return int((watchdog / "schedstat").read_text().split()[0])

    async def idle() -> float:
        await asyncio.sleep(1)
        began = used()
        await asyncio.sleep(seconds)
        return (used() - began) / seconds / 1e9 * 100

    with nonblock.watch(terminal=False):
        return asyncio.run(idle())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--turns", type=int, default=40_000)
    parser.add_argument("--rest", type=float, default=10)
    arguments = parser.parse_args()
    loops = {"asyncio": asyncio.new_event_loop}
    with contextlib.suppress(ImportError):
        import uvloop

        loops["uvloop"] = uvloop.new_event_loop
    for name, new_loop in loops.items():
        print(f"{name:8} {ratios(new_loop, arguments.rounds, arguments.turns)}")
    print(f"watchdog at rest: {rest(arguments.rest):.3f} % of one core")


if __name__ == "__main__":
    main()
