"""The tools beside which the watch is shown: each runs a coroutine on a loop and returns what it reported.

What is reported: `text` (everything, stacks included), `durations` in seconds, `causes` as the tool names them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    Main: TypeAlias = Callable[[], Coroutine[Any, Any, float]]

Said: TypeAlias = "dict[str, Any]"
THRESHOLD = 0.1


def said(
    text: str = "", durations: list[float] | None = None, causes: list[str] | None = None
) -> Said:
    """Return a report."""
    return {"text": text, "durations": durations or [], "causes": causes or []}


class Heard(logging.Handler):
    """Keeps what is logged, and writes it to standard error at once."""

    def __init__(self, name: str) -> None:
        """Listen to that logger."""
        super().__init__()
        self.lines: list[str] = []
        logging.getLogger(name).addHandler(self)
        logging.getLogger(name).setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        text = record.getMessage()
        self.lines.append(text)
        os.write(2, text.encode() + b"\n")


def nonblock(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """Ours."""
    from nonblock.watch import watch

    with watch(threshold=THRESHOLD, hang=0.5) as seen:
        took = loop.run_until_complete(main())
    stalls = seen.stalls
    holders = [stall.cause.holder for stall in stalls]
    frames = [frame for holder in holders if holder for frame in holder.frames]
    frames += [frame for stall in stalls for stack in stall.stacks for frame in stack.frames]
    return took, said(
        " ".join(map(str, frames)),
        [stall.duration for stall in stalls],
        [stall.cause.kind for stall in stalls],
    )


def debug(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """Debug mode of asyncio."""
    heard = Heard("asyncio")
    loop.set_debug(True)
    loop.slow_callback_duration = THRESHOLD
    took = loop.run_until_complete(main())
    lines = [line for line in heard.lines if "took" in line]
    found = [float(n) for line in lines for n in re.findall(r"took ([\d.]+) seconds", line)]
    return took, said("\n".join(lines), found)


def pyleak(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """Pings the loop, and raises at the end."""
    from pyleak import EventLoopBlockError, no_event_loop_blocking

    took = 0.0

    async def run() -> None:
        nonlocal took
        async with no_event_loop_blocking(action="raise", threshold=THRESHOLD, check_interval=0.01):
            took = await main()

    try:
        loop.run_until_complete(run())
    except EventLoopBlockError as error:
        events = error.blocking_events
        return took, said(str(error), [event.duration for event in events])
    return took, said()


def blockbuster(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """Raises before the call."""
    from blockbuster import BlockingError, blockbuster_ctx

    with blockbuster_ctx():
        try:
            return loop.run_until_complete(main()), said()
        except BlockingError:
            return 0.0, said(traceback.format_exc())


def aiocop(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """Wraps `call_soon` and listens to audit events."""
    import aiocop as tool

    events: list[Any] = []

    async def run() -> float:
        tool.patch_audit_functions()
        tool.start_blocking_io_detection()
        tool.detect_slow_tasks(threshold_ms=int(THRESHOLD * 1e3), on_slow_task=events.append)
        tool.activate()
        return await asyncio.create_task(main())

    took = loop.run_until_complete(run())
    slow = [event for event in events if event.exceeded_threshold]
    return took, said(
        repr(slow) if slow else "", [it.elapsed_ms / 1e3 for it in slow], [it.reason for it in slow]
    )


def asynclens(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """A native thread that takes the GIL."""
    from asynclens import AsyncWatchdog

    heard = Heard("asynclens")

    async def run() -> float:
        async with AsyncWatchdog(threshold_ms=int(THRESHOLD * 1e3)):
            return await main()

    took = loop.run_until_complete(run())
    text = "\n".join(heard.lines)
    return took, said(text, [float(n) / 1e3 for n in re.findall(r"([\d.]+)\s*ms", text)])


def py_spy(loop: asyncio.AbstractEventLoop, main: Main) -> tuple[float, Said]:
    """Samples from outside, a hundred times a second."""
    out = Path(tempfile.mkdtemp()) / "raw"
    program = Path(sys.executable).with_name("py-spy")
    spy = subprocess.Popen(
        [
            program,
            "record",
            "--rate",
            "100",
            "--idle",
            "--format",
            "raw",
            "--output",
            out,
            "--pid",
            str(os.getpid()),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    time.sleep(0.8)
    took = loop.run_until_complete(main())
    spy.send_signal(2)
    with contextlib.suppress(subprocess.TimeoutExpired):
        spy.wait(20)
    text = out.read_text() if out.exists() else ""
    counts = [int(line.rpartition(" ")[2]) for line in text.splitlines() if "culprit" in line]
    return took, said(text, [sum(counts) / 100] if counts else [])


TOOLS: dict[str, Callable[[asyncio.AbstractEventLoop, Main], tuple[float, Said]]] = {
    "nonblock": nonblock,
    "asyncio debug": debug,
    "pyleak": pyleak,
    "blockbuster": blockbuster,
    "aiocop": aiocop,
    "asynclens": asynclens,
    "py-spy": py_spy,
}
