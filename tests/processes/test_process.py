"""`Process` objects, and the pool as an executor of `concurrent.futures`."""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import CancelledError, wait
from typing import TYPE_CHECKING

import pytest

import nonblock
from nonblock import Process

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_process_is_started_joined_and_asked_for_its_result() -> None:
    process = Process(target=pow, args=(2, 10))
    assert not process.is_alive()
    process.start()
    process.join()
    assert (process.result(), process.exception(), process.exitcode) == (1024, None, 0)


def test_two_processes_run_at_the_same_time_in_processes_of_their_own() -> None:
    first, second = Process(target=os.getpid), Process(target=os.getpid)
    first.start()
    second.start()
    assert len({first.result(), second.result(), os.getpid()}) == 3


def test_a_process_can_be_awaited() -> None:
    async def main() -> int:
        return await Process(target=int, args=("ff",), kwargs={"base": 16})

    assert asyncio.run(main()) == 255


def test_an_exception_is_kept_and_raised() -> None:
    process = Process(target=int, args=("x",))
    process.start()
    process.join()
    assert isinstance(process.exception(), ValueError)
    assert process.exitcode == 1
    with pytest.raises(ValueError, match="invalid literal"):
        process.result()


def test_join_gives_up_after_its_timeout_and_kill_ends_the_process(
    wait_for_end: Callable[[int, float], bool],
) -> None:
    process = Process(target=time.sleep, args=(60,))
    process.start()
    process.join(0.05)
    assert process.is_alive()
    process.kill()
    process.join()
    assert not process.is_alive()
    assert process.exitcode == -9
    with pytest.raises(CancelledError):
        process.result()


def test_a_crash_gives_its_exit_code() -> None:
    process = Process(target=os._exit, args=(7,))
    process.start()
    process.join()
    assert process.exitcode == 7


def test_a_process_starts_once_and_answers_only_then() -> None:
    process = Process(target=abs, args=(-1,))
    with pytest.raises(RuntimeError, match="not started"):
        process.join()
    process.start()
    with pytest.raises(RuntimeError, match="once only"):
        process.start()
    process.join()


def test_the_pool_is_an_executor(pool: nonblock.ProcessPool) -> None:
    futures = [pool.submit(pow, number, 2) for number in range(100)]
    wait(futures, timeout=30)
    assert [future.result() for future in futures] == [number**2 for number in range(100)]
    assert list(pool.map(abs, range(-50, 0))) == list(range(50, 0, -1))


def test_a_loop_runs_calls_in_it_as_in_any_executor(pool: nonblock.ProcessPool) -> None:
    async def main() -> int:
        return await asyncio.get_running_loop().run_in_executor(pool, abs, -3)

    assert asyncio.run(main()) == 3


def test_shutdown_waits_for_what_was_accepted() -> None:
    pool = nonblock.ProcessPool(max_workers=2)
    futures = [pool.submit(time.sleep, 0.05) for _ in range(6)]
    pool.shutdown()
    assert all(future.done() and future.exception() is None for future in futures)


def test_leaving_the_with_block_shuts_the_pool_down() -> None:
    with nonblock.ProcessPool(max_workers=1) as pool:
        future = pool.submit(abs, -1)
    assert future.result() == 1
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(abs, -1)
