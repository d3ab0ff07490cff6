"""What a turn of a loop costs under each tool: a process each, in rounds, on one CPU.

    python benches/watch/turns.py TOOL LOOP TURNS

prints the CPU seconds of one turn of one such process.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

NOTHING = ("nothing", "nothing, again")
THREAD = "a second thread, idle"
LOOPS = ("asyncio", "uvloop")
# Those whose cost is a matter of percents take part in every round, the others in each tenth.
CLOSE = (*NOTHING, THREAD, "nonblock")
FAR = ("nonblock, strict", "asyncio debug", "pyleak", "blockbuster", "aiocop", "asynclens")
WARM = 4000


def measure(
    rounds: int, count: int, loops: tuple[str, ...] = LOOPS
) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each round by loop and tool; tools that were left out have a NaN less."""
    taken: dict[str, dict[str, list[float]]] = {loop: defaultdict(list) for loop in loops}
    for number in range(rounds):
        for loop in loops:
            tools = [*CLOSE, *(FAR if number % 10 == 0 else ())]
            # No tool shall always follow the same other one.
            random.shuffle(tools)
            for tool in tools:
                taken[loop][tool].append(turn(tool, loop, count))
    return taken


def turn(tool: str, loop_name: str, count: int) -> float:
    """Return the CPU seconds of one turn of a loop under a tool; in a process of its own."""
    # Strict mode and its like are slow enough to be measured by fewer turns.
    turns = count if tool in CLOSE else count // 8
    command = [sys.executable, __file__, tool, loop_name, str(turns)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def one(tool: str, loop_name: str, count: int) -> None:
    """Print what one turn takes."""

    async def main() -> float:
        # Only the loop's thread: whatever else a tool runs has the other CPUs, as anywhere.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        sleep = asyncio.sleep
        for _ in range(WARM):
            await sleep(0)
        began = time.thread_time()
        for _ in range(count):
            await sleep(0)
        took = (time.thread_time() - began) / count
        print(repr(took), flush=True)
        return took

    loop = new_loop(loop_name)
    if tool == "nonblock, strict":
        from nonblock.watch import watch

        with watch(terminal=False, strict=True):
            loop.run_until_complete(main())
    elif tool == THREAD:
        threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start()
        loop.run_until_complete(main())
    elif tool in NOTHING:
        loop.run_until_complete(main())
    else:
        sys.path.insert(0, str(Path(__file__).parent))
        import tools

        tools.TOOLS[tool](loop, main)
    os._exit(0)


def new_loop(name: str) -> asyncio.AbstractEventLoop:
    """Return a loop."""
    if name == "uvloop":
        import uvloop

        loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        return loop
    return asyncio.new_event_loop()


if __name__ == "__main__":
    one(sys.argv[1], sys.argv[2], int(sys.argv[3]))
