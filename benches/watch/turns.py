"""What a turn of a loop costs under each tool, on one CPU.

    python benches/watch/turns.py windows LOOP TURNS ROUNDS

prints, as JSON, the CPU seconds of one turn by tool and round: all rounds in one process, in which the tool starts before a
window of so many turns and stops behind it. Where an interpreter's code and objects happen to lie makes up to 5 % between
two processes; so what is compared in percents is compared within one.

    python benches/watch/turns.py TOOL LOOP TURNS

prints the same of one window in a process of its own: for tools that cannot be stopped, and cost more than that.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

NOTHING = ("nothing", "nothing, again")
THREAD = "a second thread, idle"
LOOPS = ("asyncio", "uvloop")
# A matter of percents: measured within a process.
CLOSE = (*NOTHING, THREAD, "nonblock")
# Measured by processes, beside one under no tool.
FAR = ("nonblock, strict", "asyncio debug", "pyleak", "blockbuster", "aiocop", "asynclens")
WARM = 4000
ROUNDS_OF_A_PROCESS = 10

Seconds = dict[str, list[float]]


def measure(rounds: int, count: int) -> dict[str, tuple[Seconds, Seconds]]:
    """Return the seconds of each round by loop and tool: of the close ones, and of those measured by processes."""
    taken: dict[str, tuple[Seconds, Seconds]] = {
        loop: (defaultdict(list), defaultdict(list)) for loop in LOOPS
    }
    for _ in range(max(1, rounds // ROUNDS_OF_A_PROCESS)):
        for loop, (close, far) in taken.items():
            printed = run("windows", loop, count, ROUNDS_OF_A_PROCESS)
            for tool, seconds in json.loads(printed).items():
                close[tool] += seconds
            for tool in shuffled((NOTHING[0], *FAR)):
                # They are slow enough to be measured by fewer turns.
                far[tool].append(float(run(tool, loop, count // 8)))
    return taken


def run(*arguments: object) -> str:
    """Return the last line that a process of this file prints."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def shuffled(tools: tuple[str, ...]) -> list[str]:
    """Return the tools in any order: none shall always follow the same other one."""
    return random.sample(tools, len(tools))


def windows(loop_name: str, count: int, rounds: int) -> None:
    """Print what a turn takes under each tool that can be started and stopped."""
    loop = new_loop(loop_name)
    taken: Seconds = defaultdict(list)
    for _ in range(rounds):
        for tool in shuffled(CLOSE):
            with started(tool):
                taken[tool].append(loop.run_until_complete(window(count)))
    print(json.dumps(taken), flush=True)
    os._exit(0)


@contextlib.contextmanager
def started(tool: str) -> Generator[None]:
    """Have a tool run meanwhile."""
    if tool == "nonblock":
        from nonblock.watch import watch

        with watch(terminal=False):
            yield
    elif tool == THREAD:
        end = threading.Event()
        thread = threading.Thread(target=end.wait)
        thread.start()
        yield
        end.set()
        thread.join()
    else:
        yield


def one(tool: str, loop_name: str, count: int) -> None:
    """Print what one turn takes."""

    async def main() -> float:
        took = await window(count)
        print(repr(took), flush=True)
        return took

    loop = new_loop(loop_name)
    if tool == "nonblock, strict":
        from nonblock.watch import watch

        with watch(terminal=False, strict=True):
            loop.run_until_complete(main())
    elif tool in NOTHING:
        loop.run_until_complete(main())
    else:
        sys.path.insert(0, str(Path(__file__).parent))
        import tools

        tools.TOOLS[tool](loop, main)
    os._exit(0)


async def window(count: int) -> float:
    """Return the CPU seconds of one turn."""
    # Only the loop's thread: whatever else a tool runs has all CPUs, as anywhere.
    cpus = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cpus)})
    sleep = asyncio.sleep
    for _ in range(WARM):
        await sleep(0)
    began = time.thread_time()
    for _ in range(count):
        await sleep(0)
    took = (time.thread_time() - began) / count
    os.sched_setaffinity(0, cpus)
    return took


def new_loop(name: str) -> asyncio.AbstractEventLoop:
    """Return a loop."""
    if name == "uvloop":
        import uvloop

        loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        return loop
    return asyncio.new_event_loop()


if __name__ == "__main__":
    if sys.argv[1] == "windows":
        windows(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        one(sys.argv[1], sys.argv[2], int(sys.argv[3]))
