"""A worker that dies takes one call with it, and that call says how."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

import nonblock
from nonblock import WorkerCrashed, in_process

if TYPE_CHECKING:
    from collections.abc import Callable


def kill_self(number: int) -> None:
    os.kill(os.getpid(), number)


def last_words(words: str) -> NoReturn:
    sys.stderr.write(words)
    sys.stderr.flush()
    os._exit(9)


def segfault() -> None:
    ctypes.string_at(0)


def crash_if(path: str, number: int) -> int:
    """Append the number to a file, then crash for one of them."""
    with open(path, "a") as file:
        file.write(f"{number}\n")
    if number == 500:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


async def crash(
    pool: nonblock.ProcessPool, function: Callable[..., Any], *args: Any
) -> WorkerCrashed:
    with pytest.raises(WorkerCrashed) as caught:
        await in_process.options(pool=pool)(function, *args)
    assert await in_process.options(pool=pool)(abs, -1) == 1
    return caught.value


def test_a_signal_is_named(pool: nonblock.ProcessPool) -> None:
    error = asyncio.run(crash(pool, kill_self, signal.SIGKILL))
    assert (error.signal, error.exit_code) == (signal.SIGKILL, None)
    assert error.function.endswith("kill_self")
    assert "SIGKILL" in str(error)
    assert "kill_self" in str(error)


def test_an_exit_code_is_named(pool: nonblock.ProcessPool) -> None:
    error = asyncio.run(crash(pool, os._exit, 3))
    assert (error.signal, error.exit_code) == (None, 3)
    assert "exit code 3" in str(error)


def test_a_segmentation_fault_is_survived(pool: nonblock.ProcessPool) -> None:
    assert asyncio.run(crash(pool, segfault)).signal == signal.SIGSEGV


def test_the_end_of_standard_error_is_told(pool: nonblock.ProcessPool) -> None:
    error = asyncio.run(crash(pool, last_words, "x" * 10_000 + "\nout of cheese\n"))
    assert error.stderr.endswith("out of cheese\n")
    assert len(error.stderr) <= 4096
    assert "out of cheese" in str(error)


def test_a_crash_fails_its_own_call_alone_and_nothing_runs_twice(
    pool: nonblock.ProcessPool, tmp_path: Any
) -> None:
    log = str(tmp_path / "log")

    async def main() -> list[Any]:
        calls = [in_process.options(pool=pool)(crash_if, log, number) for number in range(1000)]
        return await asyncio.gather(*calls, return_exceptions=True)

    results = asyncio.run(main())
    crashed = [number for number, result in enumerate(results) if isinstance(result, WorkerCrashed)]
    assert crashed == [500]
    assert [result for result in results if not isinstance(result, WorkerCrashed)] == [
        it for it in range(1000) if it != 500
    ]
    with open(log) as file:
        assert sorted(map(int, file)) == list(range(1000))


def test_short_calls_that_share_a_frame_with_a_crash_survive(single: nonblock.ProcessPool) -> None:
    async def main() -> list[Any]:
        call = in_process.options(pool=single)
        for _ in range(300):
            await call(abs, -1)
        calls = [
            call(os._exit, 1) if number % 100 == 50 else call(abs, -number)
            for number in range(1000)
        ]
        return await asyncio.gather(*calls, return_exceptions=True)

    results = asyncio.run(main())
    assert [isinstance(result, WorkerCrashed) for result in results] == [
        number % 100 == 50 for number in range(1000)
    ]
    assert [result for result in results if isinstance(result, int)] == [
        it for it in range(1000) if it % 100 != 50
    ]


def test_an_idle_worker_s_death_hurts_nobody(single: nonblock.ProcessPool) -> None:
    async def main() -> None:
        call = in_process.options(pool=single)
        for _ in range(20):
            pid = await call(os.getpid)
            os.kill(pid, signal.SIGKILL)
            assert await call(os.getpid) != pid

    asyncio.run(main())


def test_the_zygote_s_death_fails_running_calls_and_a_new_one_starts(
    pool: nonblock.ProcessPool, tmp_path: Any
) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)

    def announce(path: str) -> None:
        with open(path, "w") as file:
            file.write("x")
        time.sleep(60)

    async def main() -> None:
        call = in_process.options(pool=pool)
        zygote = await call(os.getppid)
        task = asyncio.create_task(call(announce, str(started)))
        await asyncio.to_thread(started.read_text)
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(WorkerCrashed, match="process that starts workers"):
            await task
        assert await call(os.getppid) != zygote

    asyncio.run(main())


def test_an_initializer_that_raises_fails_each_call_with_its_error() -> None:
    def refuse() -> NoReturn:
        raise ConnectionError("no database")

    pool = nonblock.ProcessPool(max_workers=2, initializer=refuse)

    async def main() -> list[Any]:
        calls = [in_process.options(pool=pool)(abs, -number) for number in range(5)]
        return await asyncio.gather(*calls, return_exceptions=True)

    try:
        results = asyncio.run(main())
    finally:
        pool.shutdown(wait=False)
    assert [str(result) for result in results] == ["no database"] * 5
    assert all("refuse" in str(result.__cause__) for result in results)


def test_an_initializer_that_crashes_fails_each_call() -> None:
    pool = nonblock.ProcessPool(max_workers=2, initializer=os._exit, initargs=(5,))

    async def main() -> list[Any]:
        calls = [in_process.options(pool=pool)(abs, -number) for number in range(5)]
        return await asyncio.gather(*calls, return_exceptions=True)

    try:
        results = asyncio.run(main())
    finally:
        pool.shutdown(wait=False)
    assert [(type(result), result.exit_code) for result in results] == [(WorkerCrashed, 5)] * 5
    assert "before it could run" in str(results[0])


def test_an_interpreter_that_cannot_start_fails_calls_instead_of_hanging(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    pool = nonblock.ProcessPool(max_workers=1)
    try:
        with pytest.raises(RuntimeError, match="/nowhere/python cannot be started"):
            asyncio.run(in_process.options(pool=pool)(abs, -1))
    finally:
        pool.shutdown(wait=False)
