"""Generators run in a worker and stream what they yield."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

import nonblock
from nonblock import generate_in_process, in_process

if TYPE_CHECKING:
    from collections.abc import Iterator


def count(path: str) -> Iterator[int]:
    try:
        for number in itertools.count():
            with open(path, "w") as file:
                file.write(str(number))
            yield number
    except GeneratorExit:
        with open(path, "w") as file:
            file.write("closed")
        raise


def fail_after(number: int) -> Iterator[int]:
    yield from range(number)
    raise LookupError("after the last")


def crash_after(number: int) -> Iterator[int]:
    yield from range(number)
    os._exit(4)


def stubborn() -> Iterator[int]:
    yield 1
    time.sleep(60)


def burst_then_wait(number: int, path: str) -> Iterator[int]:
    yield from range(number)
    while not os.path.exists(path):
        time.sleep(0.01)
    yield number


def arrays(number: int) -> Iterator[Any]:
    import numpy

    for value in range(number):
        yield numpy.full(100_000, value)


def test_items_arrive_in_order_and_the_end_is_the_end() -> None:
    async def main() -> list[int]:
        return [item async for item in generate_in_process(range, 10_000)]

    assert asyncio.run(main()) == list(range(10_000))


def test_any_iterable_will_do_and_none_is_an_item() -> None:
    async def main() -> list[Any]:
        return [item async for item in generate_in_process(list, (1, None, "x"))]

    assert asyncio.run(main()) == [1, None, "x"]


@pytest.mark.parametrize("number", [1, 20])
def test_items_do_not_wait_for_a_later_one(tmp_path: Any, number: int) -> None:
    path = tmp_path / "go"

    async def main() -> None:
        # A worker that has just streamed quick items may expect more of them.
        assert [item async for item in generate_in_process(range, 50)] == list(range(50))
        stream = generate_in_process(burst_then_wait, number, str(path))
        for expected in range(number):
            assert await asyncio.wait_for(anext_(stream), 10) == expected
        path.touch()
        assert await asyncio.wait_for(anext_(stream), 10) == number
        await stream.aclose()

    asyncio.run(main())


def supervisor_switches() -> int:
    """Return how often the threads that look after pools have gone to sleep."""
    count = 0
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/status") as file:
            status = file.read()
        if "nonblock-super" in status:
            count += int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
    return count


def test_a_generator_that_waits_wakes_nobody(tmp_path: Any) -> None:
    path = tmp_path / "go"

    async def main() -> int:
        stream = generate_in_process(burst_then_wait, 20, str(path))
        for expected in range(20):
            assert await anext_(stream) == expected
        before = supervisor_switches()
        await asyncio.sleep(1)  # a measurement, not a wait for something
        waking = supervisor_switches() - before
        path.touch()
        await stream.aclose()
        return waking

    assert asyncio.run(main()) < 20


def test_leaving_early_closes_the_generator_where_it_stands(tmp_path: Any) -> None:
    path = tmp_path / "state"

    async def main() -> list[int]:
        stream = generate_in_process(count, str(path))
        taken = [await anext_(stream) for _ in range(3)]
        await stream.aclose()
        return taken

    assert asyncio.run(main()) == [0, 1, 2]
    assert path.read_text() == "closed"


def test_a_slow_consumer_makes_the_worker_wait(tmp_path: Any) -> None:
    path = tmp_path / "state"

    async def main() -> int:
        stream = generate_in_process(count, str(path))
        await anext_(stream)
        await asyncio.sleep(0.2)
        ahead = int(path.read_text() or 0)
        await stream.aclose()
        return ahead

    assert asyncio.run(main()) <= 64


def test_an_error_arrives_after_the_items_before_it() -> None:
    items: list[int] = []

    async def main() -> None:
        async for item in generate_in_process(fail_after, 50):
            items.append(item)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(LookupError, match="after the last"):
        asyncio.run(main())
    assert items == list(range(50))


def test_a_crash_arrives_after_the_items_before_it() -> None:
    items: list[int] = []

    async def main() -> None:
        async for item in generate_in_process(crash_after, 50):
            items.append(item)  # noqa: PERF401 - as above

    with pytest.raises(nonblock.WorkerCrashed, match="exit code 4"):
        asyncio.run(main())
    assert items == list(range(50))


def test_a_generator_that_does_not_close_is_killed() -> None:
    async def main() -> float:
        stream = generate_in_process(stubborn)
        await anext_(stream)
        started = time.monotonic()
        await stream.aclose()
        return time.monotonic() - started

    assert asyncio.run(main()) < 5.0


def test_cancelling_the_consumer_stops_the_worker(
    pool: nonblock.ProcessPool, tmp_path: Any
) -> None:
    async def main() -> None:
        async def consume() -> None:
            async for _ in in_process.options(pool=pool).generate(stubborn):
                pass

        task = asyncio.create_task(consume())
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await in_process.options(pool=pool)(abs, -1) == 1
        assert pool.core().load() == (0, 0)

    asyncio.run(main())


def test_large_items_stream_through_the_arena() -> None:
    pytest.importorskip("numpy")

    async def main() -> list[int]:
        return [int(item[0]) async for item in generate_in_process(arrays, 40)]

    assert asyncio.run(main()) == list(range(40))


def test_what_is_not_iterable_is_an_error() -> None:
    async def main() -> None:
        async for _ in generate_in_process(abs, -1):  # type: ignore[arg-type]
            pass

    with pytest.raises(TypeError, match="not iterable"):
        asyncio.run(main())


async def anext_(stream: Any) -> Any:
    return await stream.__anext__()
