"""Runs each promise of the process pool on nonblock and on its peers, and prints docs/process-matrix.md.

    python benches/run/process_matrix.py > docs/process-matrix.md

Each cell is a program of its own: it prints `yes`, or what happened instead; one that hangs is ended after fifteen
seconds.
"""
# ruff: noqa: S101 - what is judged has its pipes

from __future__ import annotations

import asyncio
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from process_matrix_cells import (
    CELLS,
    READY,
    exit_waits_for_nothing,
    interrupt_ends_all,
    no_orphans,
)
from processes_contenders import CONTENDERS, PEERS

LIMIT = 15.0


async def one(cell: str, name: str) -> None:
    """Print what becomes of one cell."""
    if CELLS[cell] is interrupt_ends_all:
        signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # a program in the background ignores it
    it = CONTENDERS[name]()
    try:
        answer = {True: "yes", False: "no", None: "-"}[await CELLS[cell](it)]
    except asyncio.TimeoutError:
        answer = "no: hangs"
    except asyncio.CancelledError:
        raise  # Ctrl-C: the program is judged from outside
    except BaseException as error:
        answer = f"no: {type(error).__name__}"
    print(answer, flush=True)
    if CELLS[cell] is not exit_waits_for_nothing:
        os._exit(0)


def judge(cell: str, name: str) -> str:
    """Run a cell in a session of its own and say what became of it."""
    process = subprocess.Popen(
        [sys.executable, __file__, cell, name],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Some pools start interpreters that know nothing of this program's search path.
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        start_new_session=True,
    )
    assert process.stdout is not None
    timer = threading.Timer(LIMIT, os.killpg, (process.pid, signal.SIGKILL))
    timer.start()
    try:
        line = process.stdout.readline().strip()
        return judge_from_outside(cell, process) if line == READY else line or "no: hangs"
    except subprocess.TimeoutExpired:
        return "no: hangs"
    finally:
        timer.cancel()
        end_session(process.pid)
        process.wait()
        process.stdout.close()


def judge_from_outside(cell: str, process: subprocess.Popen[str]) -> str:
    """Kill, interrupt or watch a program that says it is ready."""
    if CELLS[cell] is no_orphans:
        process.kill()
        time.sleep(1.0)
        return "yes" if session_is_empty(process.pid) else "no: they live on"
    start = time.monotonic()
    if CELLS[cell] is interrupt_ends_all:
        os.killpg(process.pid, signal.SIGINT)
        while not session_is_empty(process.pid):
            if time.monotonic() - start > LIMIT / 2:
                return "no: hangs"
            time.sleep(0.02)
            process.poll()
    process.wait(LIMIT)
    took = time.monotonic() - start
    limit = 1 if CELLS[cell] is interrupt_ends_all else 2
    return "yes" if took < limit else f"no: {took:.0f} s"


def session_is_empty(session: int) -> bool:
    """Whether no live process belongs to a session."""
    return not session_members(session)


def session_members(session: int) -> list[int]:
    """Live processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            state, _, _, its = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(its) == session and state != "Z":
            found.append(int(entry.name))
    return found


def end_session(session: int) -> None:
    """Kill what is left of a session."""
    for pid in session_members(session):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def judge_fairly(cell: str, name: str) -> str:
    """Give a peer three tries, so that a busy machine is not held against it; nonblock has one."""
    answer = ""
    for _ in range(1 if name == "nonblock" else 3):
        answer = judge(cell, name)
        if answer in {"yes", "-"}:
            break
    return answer


def main() -> None:
    """Print one cell, or the page."""
    if len(sys.argv) == 3:
        asyncio.run(one(*sys.argv[1:]))
        return
    print(f"""\
# What process pools do when things go wrong

Printed by `python benches/run/process_matrix.py` on CPython {platform.python_version()}, {platform.system()}. Every cell
is a program that was run, not a claim; a peer has three tries, nonblock one. `d..` are the defects of aioextensions that
a line is about. `-`: it has no such function. A timeout is given as the library wants it, by `asyncio.wait_for` where it
knows none. ProcessPoolExecutor is that of `concurrent.futures`; pools start their workers as they do by default.
`tests/processes/test_matrix.py` asks nonblock each of these questions.
""")
    print("| | " + " | ".join(PEERS) + " |\n|---|" + "---|" * len(PEERS))
    for cell in CELLS:
        print(
            f"| {cell} | " + " | ".join(judge_fairly(cell, it) for it in PEERS) + " |", flush=True
        )


if __name__ == "__main__":
    main()
