"""`to_background`, `merge`, `run`, `rate_limited` and generators: what nonblock adds."""

from __future__ import annotations

import asyncio
import gc
import importlib
import threading
import time
from contextlib import aclosing
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import nonblock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator


async def count(n: int) -> AsyncIterator[int]:
    for i in range(n):
        await asyncio.sleep(0)
        yield i


def test_an_error_in_the_background_is_reported_though_the_task_is_kept() -> None:
    async def fail() -> None:
        raise ValueError("mail server down")

    async def main() -> list[Any]:
        reports: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, it: reports.append(it))
        task = nonblock.to_background(fail(), name="mail")
        await asyncio.wait({task})
        await asyncio.sleep(0)
        return reports

    (report,) = nonblock.run(main())
    assert report["message"] == "background task 'mail' failed"
    assert isinstance(report["exception"], ValueError)


def test_work_in_the_background_survives_the_garbage_collector() -> None:
    async def main() -> None:
        done = asyncio.Event()

        async def work() -> None:
            await asyncio.sleep(0.02)
            done.set()

        _ = nonblock.to_background(work())
        gc.collect()
        await asyncio.wait_for(done.wait(), 5)

    nonblock.run(main())


def test_merge_yields_everything_of_all() -> None:
    async def main() -> list[int]:
        return sorted([item async for item in nonblock.merge(count(3), count(5), count(0))])

    assert nonblock.run(main()) == [0, 0, 1, 1, 2, 2, 3, 4]


def test_merge_raises_what_a_source_raises_and_stops_the_others() -> None:
    closed: list[str] = []

    async def endless() -> AsyncIterator[int]:
        try:
            while True:
                await asyncio.sleep(0)
                yield 0
        finally:
            closed.append("endless")

    async def broken() -> AsyncIterator[int]:
        yield 1
        raise KeyError

    async def main() -> None:
        with pytest.raises(KeyError):
            async for _ in nonblock.merge(endless(), broken()):
                pass

    nonblock.run(main())
    assert closed == ["endless"]


def test_merge_does_not_run_ahead_of_a_slow_consumer() -> None:
    produced = 0

    async def source() -> AsyncIterator[int]:
        nonlocal produced
        while True:
            produced += 1
            yield produced

    async def main() -> int:
        async with aclosing(nonblock.merge(source(), source())) as merged:
            await merged.__anext__()
            for _ in range(50):
                await asyncio.sleep(0)
            return produced

    assert nonblock.run(main()) <= 4


def test_merge_runs_at_most_limit_sources_at_once() -> None:
    running = most = 0

    async def source() -> AsyncIterator[int]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for i in range(3):
            await asyncio.sleep(0)
            yield i
        running -= 1

    async def main() -> int:
        return len([item async for item in nonblock.merge(*[source() for _ in range(6)], limit=2)])

    assert nonblock.run(main()) == 18
    assert most == 2


def test_run_says_what_it_needs() -> None:
    with pytest.raises(TypeError, match="coroutine"):
        nonblock.run(3)  # type: ignore[arg-type]

    async def nested() -> None:
        with pytest.raises(RuntimeError, match="await the coroutine instead"):
            nonblock.run(asyncio.sleep(0))

    nonblock.run(nested())


def test_run_cancels_what_is_left_and_closes_the_loop() -> None:
    loops: list[asyncio.AbstractEventLoop] = []
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("cancelled")

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        _ = nonblock.to_background(forever())
        await asyncio.sleep(0)

    nonblock.run(main(), debug=True)
    assert ended == ["cancelled"]
    assert loops[0].is_closed()


def test_each_instance_has_a_limit_of_its_own_if_asked_for() -> None:
    class Client:
        @nonblock.rate_limited(max_calls=1, max_calls_period=60, per_instance=True)
        async def call(self) -> int:
            return 1

    async def main() -> list[int]:
        calls = [Client().call() for _ in range(5)]
        return list(await asyncio.wait_for(asyncio.gather(*calls), 5))

    assert nonblock.run(main()) == [1] * 5


def test_each_key_has_a_limit_of_its_own() -> None:
    @nonblock.rate_limited(max_calls=1, max_calls_period=60, key=str.lower)
    async def fetch(host: str) -> str:
        return host

    async def main() -> list[str]:
        calls = [fetch(host) for host in "abc"]
        return list(await asyncio.wait_for(asyncio.gather(*calls), 5))

    assert nonblock.run(main()) == ["a", "b", "c"]


def test_limited_callers_are_served_in_order() -> None:
    order: list[int] = []

    @nonblock.rate_limited(max_calls=1, max_calls_period=0.002)
    async def call(n: int) -> None:
        order.append(n)

    nonblock.run(nonblock.collect(map(call, range(20))))
    assert order == list(range(20))


def test_a_generator_that_delegates_refuses_what_is_sent_rather_than_lose_it() -> None:
    def inner() -> Generator[int, Any, None]:
        yield 1
        yield 2

    def outer() -> Generator[int, Any, None]:
        yield from inner()

    async def main() -> None:
        items = nonblock.generate_in_thread(outer)
        await items.asend(None)
        with pytest.raises(TypeError, match="ahead=0"):
            await items.asend("value")

    nonblock.run(main())


def test_a_generator_is_not_run_ahead_if_asked_for() -> None:
    produced: list[int] = []

    def generator() -> Iterator[int]:
        for n in range(100):
            produced.append(n)
            yield n

    async def main() -> int:
        one_by_one = nonblock.generate_in_thread.options(ahead=0)
        async with aclosing(one_by_one(generator)) as items:
            await items.__anext__()
            await items.__anext__()
            return len(produced)

    assert nonblock.run(main()) == 2


def test_closing_a_generator_that_sits_in_a_blocking_call_does_not_hang() -> None:
    gate = threading.Event()

    def generator() -> Iterator[int]:
        yield 1
        gate.wait(30)
        yield 2

    async def main() -> float:
        items = nonblock.generate_in_thread.options(ahead=1)(generator)
        await items.__anext__()
        waiting = asyncio.ensure_future(items.__anext__())
        await asyncio.sleep(0.01)
        start = time.monotonic()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return time.monotonic() - start

    assert nonblock.run(main()) < 0.9
    gate.set()


def test_what_closing_a_generator_raises_is_raised_by_aclose() -> None:
    def generator() -> Iterator[int]:
        try:
            yield from range(100_000)
        finally:
            raise OSError("disk full")

    async def main(ahead: int) -> None:
        items = nonblock.generate_in_thread.options(ahead=ahead)(generator)
        await items.__anext__()
        with pytest.raises(OSError, match="disk full"):
            await items.aclose()

    nonblock.run(main(0))
    nonblock.run(main(16))


def test_a_limit_holds_on_uvloop_whose_clock_is_coarse() -> None:
    uvloop: Any = importlib.import_module("uvloop")
    times: list[float] = []

    @nonblock.rate_limited(max_calls=1, max_calls_period=0.01)
    async def note() -> None:
        times.append(time.monotonic())

    async def main() -> None:
        await asyncio.gather(*[note() for _ in range(100)])

    loop = uvloop.new_event_loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()
    # The function runs a moment after it was let go, so that one gap may look shorter by that moment.
    assert sum(later - earlier < 0.0098 for earlier, later in pairwise(times)) <= 1
