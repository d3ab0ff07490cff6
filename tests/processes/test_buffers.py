"""Large payloads travel out of band, are not mixed up, and leave no memory behind."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import time
import weakref
from typing import Any

import pytest

import nonblock
from nonblock import in_process

numpy = pytest.importorskip("numpy")
MB = 1 << 20


def echo(value: Any) -> Any:
    return value


def shared_memory() -> int:
    """Bytes of memory files that this process keeps alive, mapped or open."""
    with open("/proc/self/smaps") as file:
        total, counted = 0, False
        for line in file:
            if "-" in line.split(" ", 1)[0] and ":" not in line.split(" ", 1)[0]:
                counted = "nonblock-arena" in line
            elif counted and line.startswith("Rss:"):
                total += int(line.split()[1]) * 1024
    return total


@pytest.mark.parametrize("size", [1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, MB - 1, MB, 5 * MB + 3])
@pytest.mark.parametrize("kind", [bytes, bytearray])
def test_bytes_of_any_size_come_back_equal(
    pool: nonblock.ProcessPool, kind: type[Any], size: int
) -> None:
    value = kind(os.urandom(size))

    async def main() -> Any:
        call = in_process.options(pool=pool)
        return (
            await call(echo, value),
            await call(echo, value=value),
            (await call(echo, [value, 1]))[0],
        )

    for result in asyncio.run(main()):
        assert type(result) is kind
        assert result == value


def test_large_strings_and_containers_come_back_equal(pool: nonblock.ProcessPool) -> None:
    value = {
        "text": "ä" * 300_000,
        "numbers": list(range(100_000)),
        "nested": [os.urandom(100_000) for _ in range(20)],
    }
    assert asyncio.run(in_process.options(pool=pool)(echo, value)) == value


def test_arrays_come_back_equal_and_writable(pool: nonblock.ProcessPool) -> None:
    def add_one(array: Any) -> Any:
        array += 1
        return array

    async def main() -> None:
        array = numpy.arange(2 * MB)
        result = await in_process.options(pool=pool)(add_one, array)
        assert (result == array + 1).all()
        assert array[0] == 0
        result[:] = 7
        assert (result == 7).all()

    asyncio.run(main())


def test_many_arrays_in_flight_are_not_mixed_up(pool: nonblock.ProcessPool) -> None:
    async def main() -> None:
        call = in_process.options(pool=pool)
        arrays = [numpy.full(100_000 + number, number) for number in range(60)]
        results = await asyncio.gather(*[call(echo, [array, array * 2]) for array in arrays])
        for number, (first, second) in enumerate(results):
            assert first.shape == (100_000 + number,)
            assert (first == number).all()
            assert (second == 2 * number).all()

    asyncio.run(main())


def test_results_outlive_their_worker_and_their_pool() -> None:
    pool = nonblock.ProcessPool(max_workers=1)
    results = [
        asyncio.run(in_process.options(pool=pool)(numpy.full, 200_000, number))
        for number in range(5)
    ]
    pool.shutdown()
    assert [int(result.sum()) for result in results] == [200_000 * number for number in range(5)]


def test_an_argument_kept_by_the_worker_is_not_overwritten(single: nonblock.ProcessPool) -> None:
    def keep(array: Any) -> Any:
        import builtins

        kept = builtins.__dict__.setdefault("kept_by_test", [])
        kept.append(array)
        return [int(it[0]) for it in kept]

    async def main() -> list[int]:
        call = in_process.options(pool=single)
        result: list[int] = []
        for number in range(6):
            result = await call(keep, numpy.full(100_000, number))
        return result

    assert asyncio.run(main()) == list(range(6))


def test_memory_is_used_again_and_given_back() -> None:
    pool = nonblock.ProcessPool(max_workers=1)

    async def main() -> None:
        call = in_process.options(pool=pool)
        for _ in range(20):
            await call(echo, numpy.zeros(8 * MB, dtype="u1"))
            gc.collect()

    asyncio.run(main())
    assert shared_memory() < 8 * 8 * MB
    pool.shutdown()
    gc.collect()
    assert shared_memory() == 0


def test_a_worker_killed_with_arguments_in_its_hands_gives_their_memory_back(
    single: nonblock.ProcessPool,
) -> None:
    def die(_array: Any) -> None:
        os._exit(1)

    async def main() -> None:
        call = in_process.options(pool=single)
        for _ in range(10):
            with pytest.raises(nonblock.WorkerCrashed):
                await call(die, numpy.ones(8 * MB, dtype="u1"))

    asyncio.run(main())
    assert shared_memory() < 4 * 8 * MB


@pytest.mark.parametrize("moment", [0.0, 0.001, 0.005, 0.02])
def test_cancelling_in_the_middle_of_a_copy_is_safe(
    single: nonblock.ProcessPool, moment: float
) -> None:
    async def main() -> None:
        call = in_process.options(pool=single)
        await call(abs, -1)
        task = asyncio.create_task(call(echo, numpy.ones(64 * MB, dtype="u1")))
        await asyncio.sleep(moment)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert (await call(echo, numpy.full(MB, 3, dtype="u1"))).sum() == 3 * MB

    asyncio.run(main())


async def busiest_turn(work: Any) -> float:
    """The most processor time that one turn of the loop took while `work` was awaited.

    Not the time on the wall: on a busy machine that measures the machine.
    """
    worst, is_over = 0.0, False

    async def watch() -> None:
        nonlocal worst
        while not is_over:
            before = time.thread_time()
            await asyncio.sleep(0)
            worst = max(worst, time.thread_time() - before)

    watcher = asyncio.create_task(watch())
    await work
    is_over = True
    await watcher
    return worst


@pytest.mark.parametrize("kind", ["array", "bytes"])
def test_the_loop_copies_nothing_large_itself(single: nonblock.ProcessPool, kind: str) -> None:
    value = numpy.ones(100 * MB, dtype="u1") if kind == "array" else bytes(100 * MB)

    async def main() -> float:
        call = in_process.options(pool=single)
        await call(echo, value)
        return min([await busiest_turn(call(echo, value)) for _ in range(3)])

    # One copy of 100 MB takes 5 ms to warm memory and 25 to 60 ms to fresh memory, which is what `bytes` have;
    # to free them takes the loop a few milliseconds.
    assert asyncio.run(main()) < 0.02


def test_arrays_that_are_not_contiguous_come_back_equal(pool: nonblock.ProcessPool) -> None:
    array = numpy.arange(400_000).reshape(400, 1000)[::2, ::3]
    assert (asyncio.run(in_process.options(pool=pool)(echo, array)) == array).all()


class Column:
    """Pickles its memory as Arrow's buffers do: read-only, by protocol 5."""

    def __init__(self, memory: Any) -> None:
        self.memory = memory

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return Column, (pickle.PickleBuffer(memoryview(self.memory).toreadonly()),)


def owner_of(column: Column) -> str:
    return type(memoryview(column.memory).obj).__name__


def test_whatever_pickles_as_buffers_travels_out_of_band(pool: nonblock.ProcessPool) -> None:
    column = Column(os.urandom(MB))

    async def main() -> None:
        call = in_process.options(pool=pool)
        assert await call(owner_of, column) == "ArenaBuffer", "the argument came with the pickle"
        back = await call(echo, column)
        assert owner_of(back) == "ArenaBuffer", "the result came with the pickle"
        assert bytes(back.memory) == column.memory

    asyncio.run(main())


def test_shutting_down_in_the_middle_of_copies_ends_every_call_and_frees_its_arguments() -> None:
    pool = nonblock.ProcessPool(max_workers=2)
    freed: list[int] = []

    async def main() -> list[Any]:
        call = in_process.options(pool=pool)
        await asyncio.gather(*[call(abs, -1) for _ in range(2)])
        calls = []
        for number in range(6):
            array = numpy.full(20 * MB, number, dtype="u1")
            weakref.finalize(array, freed.append, number)
            calls.append(asyncio.ensure_future(call(echo, array)))
            del array
        await asyncio.sleep(0)
        await asyncio.to_thread(pool.shutdown, wait=False)
        return await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 30)

    results = asyncio.run(main())
    assert all(isinstance(it, (RuntimeError, numpy.ndarray)) for it in results), results
    assert any("was shut down" in str(it) for it in results if isinstance(it, RuntimeError))
    del results
    gc.collect()
    assert sorted(freed) == list(range(6))
