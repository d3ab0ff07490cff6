"""Cancelling and timing out stop the work, and stop nothing else."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import nonblock
from nonblock import in_process

if TYPE_CHECKING:
    from collections.abc import Callable


def announce_and_hang(path: str) -> None:
    with open(path, "w") as file:
        file.write(str(os.getpid()))
    while True:
        time.sleep(60)


def spin() -> None:
    while True:
        pass


async def start_hanging(
    pool: nonblock.ProcessPool, folder: Any, **options: Any
) -> tuple[asyncio.Task[None], int]:
    """A call that hangs, and the pid of the worker that runs it."""
    path = folder / f"started-{time.monotonic_ns()}"
    os.mkfifo(path)
    task = asyncio.create_task(
        in_process.options(pool=pool, **options)(announce_and_hang, str(path))
    )
    pid: list[int] = []
    reader = threading.Thread(target=lambda: pid.append(int(path.read_text())), daemon=True)
    reader.start()
    while reader.is_alive():
        assert not task.done(), f"the call ended before it hung: {task!r}"
        await asyncio.sleep(0.001)
    return task, pid[0]


def test_cancelling_kills_the_worker(
    pool: nonblock.ProcessPool, tmp_path: Any, wait_for_end: Callable[[int, float], bool]
) -> None:
    async def main() -> None:
        task, pid = await start_hanging(pool, tmp_path)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(wait_for_end, pid, 1.0)
        assert await in_process.options(pool=pool)(abs, -1) == 1

    asyncio.run(main())


def test_a_timeout_kills_the_worker_and_names_the_function(
    pool: nonblock.ProcessPool, tmp_path: Any, wait_for_end: Callable[[int, float], bool]
) -> None:
    async def main() -> None:
        task, pid = await start_hanging(pool, tmp_path, timeout=4.0)
        with pytest.raises(asyncio.TimeoutError, match="announce_and_hang"):
            await task
        assert await asyncio.to_thread(wait_for_end, pid, 1.0)

    asyncio.run(main())


def test_a_timeout_stops_a_function_that_never_yields(pool: nonblock.ProcessPool) -> None:
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(in_process.options(pool=pool, timeout=0.1)(spin))


def test_a_timeout_counts_from_the_start_of_the_call(single: nonblock.ProcessPool) -> None:
    async def main() -> list[Any]:
        call = in_process.options(pool=single, timeout=0.5)
        return await asyncio.gather(*[call(time.sleep, 0.2) for _ in range(5)])

    assert asyncio.run(main()) == [None] * 5


def test_a_timeout_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="timeout must be greater than zero"):
        in_process.options(timeout=0)


def test_a_cancelled_call_takes_no_other_call_with_it(
    single: nonblock.ProcessPool, tmp_path: Any
) -> None:
    async def main() -> list[Any]:
        call = in_process.options(pool=single)
        for _ in range(100):
            await call(abs, -1)
        hanging, _ = await start_hanging(single, tmp_path)
        others = [asyncio.create_task(call(abs, -number)) for number in range(50)]
        await asyncio.sleep(0)
        hanging.cancel()
        return await asyncio.gather(hanging, *others, return_exceptions=True)

    results = asyncio.run(main())
    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == list(range(50))


def test_a_call_cancelled_in_the_queue_never_runs(
    single: nonblock.ProcessPool, tmp_path: Any
) -> None:
    async def main() -> None:
        hanging, _ = await start_hanging(single, tmp_path)
        queued = asyncio.create_task(
            in_process.options(pool=single)(os.mkdir, str(tmp_path / "made"))
        )
        await asyncio.sleep(0)
        queued.cancel()
        await asyncio.gather(queued, return_exceptions=True)
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)
        await in_process.options(pool=single)(abs, -1)

    asyncio.run(main())
    assert not (tmp_path / "made").exists()


def test_random_cancels_among_short_calls_lose_and_mix_up_nothing(
    pool: nonblock.ProcessPool,
) -> None:
    async def main() -> None:
        call = in_process.options(pool=pool)
        for round_ in range(30):
            tasks = [asyncio.create_task(call(abs, -number)) for number in range(200)]
            for _ in range(round_ % 4):
                await asyncio.sleep(0)
            cancelled = set(range(round_ % 7, 200, 7))
            for number in cancelled:
                tasks[number].cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            for number, result in enumerate(results):
                # A call may have ended before it was cancelled.
                assert result == number or (
                    number in cancelled and isinstance(result, asyncio.CancelledError)
                )

    asyncio.run(main())


def test_calls_behind_one_that_turns_out_long_go_to_another_worker(
    pool: nonblock.ProcessPool,
) -> None:
    def nap(seconds: float) -> float:
        if seconds:
            time.sleep(seconds)
        return seconds

    async def main() -> float:
        call = in_process.options(pool=pool)
        for _ in range(500):
            await call(nap, 0)
        started = time.monotonic()
        long = asyncio.create_task(call(nap, 3))
        short = [asyncio.create_task(call(nap, 0)) for _ in range(60)]
        await asyncio.gather(*short)
        took = time.monotonic() - started
        long.cancel()
        await asyncio.gather(long, return_exceptions=True)
        return took

    assert asyncio.run(main()) < 2.0


def test_dropping_the_coroutine_stops_the_call(
    pool: nonblock.ProcessPool, tmp_path: Any, wait_for_end: Callable[[int, float], bool]
) -> None:
    async def main() -> None:
        task, pid = await start_hanging(pool, tmp_path)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(task, 0.01)
        assert await asyncio.to_thread(wait_for_end, pid, 1.0)

    asyncio.run(main())
