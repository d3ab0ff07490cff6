"""Runs each promise of the process pool on nonblock and on its peers, and prints docs/process-matrix.md.

    python benches/run/process_matrix.py > docs/process-matrix.md

Each cell is a program of its own: it prints `yes`, or what happened instead; one that hangs is ended after ten seconds.
"""
# ruff: noqa: S101, S110 - each contender is imported only where it is asked

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
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import processes_matrix_work as work
from processes_contenders import CONTENDERS, USUAL

LIMIT = 10.0


async def still_works(it: Any) -> bool:
    """Whether the pool answers a plain call."""
    return await asyncio.wait_for(it.call(work.double, 4), 4) == 8


async def cancelling_stops_the_work(it: Any) -> bool:
    """Cancelling the awaiting task stops the work within half a second."""
    path = Path(f"/tmp/nonblock-matrix-{os.getpid()}")  # noqa: S108 - a name of this process's own
    task = asyncio.ensure_future(it.call(work.count_up, str(path)))
    while not path.exists():
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.5)
    before = path.stat().st_size
    await asyncio.sleep(0.3)
    after = path.stat().st_size
    path.unlink()
    return before == after and await still_works(it)


async def crash_fails_one_call(it: Any) -> bool:
    """A crash fails its call alone; the others that run and wait get their results."""
    others = [asyncio.ensure_future(it.call(work.slow_double, number)) for number in range(6)]
    crash = asyncio.ensure_future(it.call(os._exit, 1))
    results = await asyncio.gather(*others, return_exceptions=True)
    try:
        await asyncio.wait_for(crash, 3)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return results == [2 * number for number in range(6)]
    return False


async def pool_survives_crash(it: Any) -> bool:
    """After a crash the pool works on."""
    try:
        await asyncio.wait_for(it.call(os._exit, 1), 3)
    except Exception:
        pass
    return await still_works(it)


async def crash_is_named(it: Any) -> bool:
    """The error of a crash names the signal."""
    try:
        await asyncio.wait_for(it.call(work.kill_self, int(signal.SIGSEGV)), 3)
    except Exception as error:
        return "SIGSEGV" in str(error) or "signal 11" in str(error) or "-11" in str(error)
    return False


async def two_argument_exception(it: Any) -> bool:
    """An exception whose `__init__` takes two arguments arrives as it was."""
    try:
        await asyncio.wait_for(it.call(work.raise_two), 3)
    except Exception as error:
        return type(error) is work.TwoArgumentsError and "seven" in str(error)
    return False


async def argument_that_cannot_be_pickled(it: Any) -> bool:
    """An argument that cannot be pickled fails that call alone."""
    try:
        await asyncio.wait_for(it.call(work.double, threading.Lock()), 3)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def result_that_cannot_be_pickled(it: Any) -> bool:
    """A result that cannot be pickled fails that call alone."""
    try:
        await asyncio.wait_for(it.call(work.a_lock), 3)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def lambda_and_closure(it: Any) -> bool:
    """A lambda that closes over a variable can be called."""
    number = 3
    return await asyncio.wait_for(it.call(lambda: number + 1), 3) == 4


async def remote_traceback(it: Any) -> bool:
    """The traceback shows the line in the worker."""
    import traceback

    try:
        await it.call(work.raise_plain)
    except Exception as error:
        text = traceback.format_exception(type(error), error, error.__traceback__)
        return 'raise LookupError("plain")' in "".join(text)
    return False


async def pool_survives_two_arguments(it: Any) -> bool:
    """After an exception that cannot be rebuilt the pool works on."""
    try:
        await asyncio.wait_for(it.call(work.raise_two), 3)
    except Exception:
        return await still_works(it)
    return False


async def stop_iteration(it: Any) -> bool:
    """StopIteration in the function is an error of the call."""
    try:
        await asyncio.wait_for(it.call(next, iter(())), 3)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def no_orphans(it: Any) -> bool:
    """Marks two busy workers for `judge_no_orphans`, which kills this process."""
    for _ in range(2):
        asyncio.ensure_future(it.call(work.spin))  # noqa: RUF006 - this process is about to be killed
    await asyncio.sleep(0.7)
    print("ready", flush=True)
    await asyncio.sleep(60)
    return False


async def exit_waits_for_nothing(it: Any) -> bool:
    """Leaves a call running for `judge_exit`, which watches how long this process takes to end."""
    asyncio.ensure_future(it.call(time.sleep, 8))  # noqa: RUF006 - it is abandoned on purpose
    await asyncio.sleep(0.5)
    print("ready", flush=True)
    return True


CELLS: dict[str, Any] = {
    "cancelling the awaiting task stops the work": cancelling_stops_the_work,
    "a crash fails its own call alone": crash_fails_one_call,
    "the pool works on after a crash": pool_survives_crash,
    "the error of a crash names the signal": crash_is_named,
    "an exception with a two-argument `__init__` arrives": two_argument_exception,
    "the pool works on after such an exception": pool_survives_two_arguments,
    "an argument that cannot be pickled fails its call alone": argument_that_cannot_be_pickled,
    "a result that cannot be pickled fails its call alone": result_that_cannot_be_pickled,
    "lambdas and closures": lambda_and_closure,
    "the worker's traceback is shown": remote_traceback,
    "`StopIteration` is an error of the call": stop_iteration,
    "no orphan 1 s after `kill -9` of the parent": no_orphans,
    "the program's end waits for no abandoned work": exit_waits_for_nothing,
}


async def one(cell: str, name: str) -> None:
    """Print what becomes of one cell."""
    it = CONTENDERS[name]()
    try:
        answer = "yes" if await CELLS[cell](it) else "no"
    except asyncio.TimeoutError:
        answer = "no: hangs"
    except BaseException as error:
        answer = f"no: {type(error).__name__}"
    print(answer, flush=True)
    if cell != "the program's end waits for no abandoned work":
        os._exit(0)


def session_is_empty(session: int) -> bool:
    """Whether no live process belongs to a session."""
    for entry in Path("/proc").iterdir():
        try:
            state, _, _, its = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(its) == session and state != "Z":
            return False
    return True


def judge(cell: str, name: str) -> str:
    """Run a cell in a session of its own and say what became of it."""
    command = [sys.executable, __file__, cell, name]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    timer = threading.Timer(LIMIT, os.killpg, (process.pid, signal.SIGKILL))
    timer.start()
    try:
        lines = [process.stdout.readline().strip()]
        if lines[0] == "ready" and CELLS[cell] is no_orphans:
            process.kill()
            time.sleep(1.0)
            return "yes" if session_is_empty(process.pid) else "no: they live on"
        if lines[0] == "ready":
            start = time.monotonic()
            process.wait(LIMIT)
            took = time.monotonic() - start
            return "yes" if took < 2 else f"no: {took:.0f} s"
        return lines[0] or "no: hangs"
    except subprocess.TimeoutExpired:
        return "no: hangs"
    finally:
        timer.cancel()
        for entry in Path("/proc").iterdir():
            try:
                if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == process.pid:
                    os.kill(int(entry.name), signal.SIGKILL)
            except (OSError, ValueError, IndexError):
                continue
        process.wait()


def judge_fairly(cell: str, name: str) -> str:
    """Give a peer three tries, so that a busy machine is not held against it; nonblock has one."""
    answer = ""
    for _ in range(1 if name == "nonblock" else 3):
        answer = judge(cell, name)
        if answer == "yes":
            break
    return answer


def main() -> None:
    """Print one cell, or the page."""
    if len(sys.argv) == 3:
        asyncio.run(one(*sys.argv[1:]))
        return
    print("# What process pools do when things go wrong\n")
    print(
        f"Printed by `python benches/run/process_matrix.py` on CPython {platform.python_version()}, {platform.system()}. ",
        end="",
    )
    print(
        "Every cell is a program that was run, not a claim; a peer has three tries, nonblock one.\n"
    )
    print("| | " + " | ".join(USUAL) + " |\n|---|" + "---|" * len(USUAL))
    for cell in CELLS:
        print(
            f"| {cell} | " + " | ".join(judge_fairly(cell, name) for name in USUAL) + " |",
            flush=True,
        )


if __name__ == "__main__":
    main()
