"""An hour's worth of looks from inside, in a minute, at a program that does everything that could hurt.

    python benches/watch/torture.py [--python PYTHON]... [--looks 144000]

At its usual rate the watchdog looks forty times a second at a loop that is blocked: 144,000 times in an hour of nothing but
stalls. Here it looks a thousand times a second at several loops, while threads, frames, code objects and loops are made and
freed, modules are loaded, children are forked and run other programs, and watches begin and end. A crash, a child that fails
or a stall that names a function which was not running ends it with an error.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import subprocess
import sys
import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH = 12
FAMILIES = 4


def family(kind: str) -> Callable[[], Any]:
    """Compile functions anew that call one another by depth: `slow_0` calls `slow_1`, and so on."""
    word, wait = ("async def", "await ") if kind == "task" else ("def", "")
    lines = []
    for depth in range(DEPTH):
        inner = f"{wait}{kind}_{depth + 1}()" if depth + 1 < DEPTH else "sum(range(20000))"
        lines.append(
            f"{word} {kind}_{depth}():\n    try:\n        return {inner}\n    finally:\n        pass\n"
        )
    names: dict[str, Any] = {}
    exec(compile("".join(lines), f"<{kind}>", "exec"), names)  # noqa: S102
    found: Callable[[], Any] = names[f"{kind}_0"]
    return found


def flaw(frames: tuple[Any, ...]) -> str | None:
    """Say what is wrong with a stack of those functions, innermost first."""
    for callee, caller in pairwise(frames):
        kind, _, depth = callee.function.partition("_")
        if (
            callee.file == f"<{kind}>"
            and depth != "0"
            and caller.function != f"{kind}_{int(depth) - 1}"
        ):
            return f"{callee.function} called by {caller.function}"
    return None


async def turn(number: int) -> None:
    """Block a loop in steps of some milliseconds."""
    for _ in range(30):
        if number % 2:
            await family("task")()
        else:
            family("plain")()
        await asyncio.sleep(0)


def loops(number: int, is_over: threading.Event) -> None:
    """Open a loop, use it, close it; again and again."""
    while not is_over.is_set():
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(asyncio.gather(*[turn_of(loop, n + number) for n in range(3)]))
        finally:
            loop.close()
        gc.collect(0)


def turn_of(loop: asyncio.AbstractEventLoop, number: int) -> asyncio.Task[None]:
    """Make a task of a loop that does not run yet."""
    return loop.create_task(turn(number))


def threads(is_over: threading.Event) -> None:
    """Make threads that end at once."""
    while not is_over.is_set():
        thread = threading.Thread(target=family("thread"))
        thread.start()
        thread.join()


def children(is_over: threading.Event, codes: set[int]) -> None:
    """Fork children that run a loop, or become another program."""
    while not is_over.is_set():
        child = os.fork()
        if child == 0:
            if random.random() < 0.5:
                os.execv("/bin/true", ["true"])  # noqa: S606
            asyncio.run(turn(1))
            os._exit(0)
        codes.add(os.waitpid(child, 0)[1])


def torment(looks: int) -> None:
    """Run everything until enough has been seen."""
    import nonblock

    is_over, codes = threading.Event(), set[int]()
    chaos = [threading.Thread(target=loops, args=(n, is_over)) for n in range(FAMILIES)]
    chaos += [threading.Thread(target=threads, args=(is_over,))]
    chaos += [threading.Thread(target=children, args=(is_over, codes))]
    seen, stalls, stacks, wrong = 0, 0, 0, list[str]()
    sys.setswitchinterval(0.0005)
    for thread in chaos:
        thread.start()
    began = time.monotonic()
    while seen < looks:
        with nonblock.watch(terminal=False, threshold=0.002, strict=random.random() < 0.2) as watch:
            time.sleep(1)
        for stall in watch.stalls:
            seen += stall.measured.samples
            stalls += 1
            stacks += len(stall.stacks)
            wrong += filter(None, (flaw(stack.frames) for stack in stall.stacks))
    is_over.set()
    for thread in chaos:
        thread.join()
    print(
        f"{sys.version.split()[0]}: {seen} looks in {time.monotonic() - began:.0f} s, {stalls} stalls, "
        f"{stacks} different stacks, {len(wrong)} wrong, children {sorted(codes)}",
        *wrong[:3],
        flush=True,
    )
    sys.exit(codes != {0} or len(wrong) * 1000 > stacks)


def main() -> None:
    """Run it on each interpreter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--looks", type=int, default=144_000)
    parser.add_argument("--here", action="store_true")
    arguments = parser.parse_args()
    if arguments.here:
        return torment(arguments.looks)
    options = ["--here", "--looks", str(arguments.looks)]
    for python in arguments.python or [sys.executable]:
        done = subprocess.run(
            [python, "-W", "ignore", __file__, *options],
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"{python}: exit code {done.returncode}\n{done.stderr[-4000:]}")
    return None


if __name__ == "__main__":
    main()
