"""What `resolve` must do."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

import pytest

from . import Implementation, go, holds
from .collecting import Boom, boom, value

if TYPE_CHECKING:
    from collections.abc import Iterator


@holds("resolve")
def resolved_results_come_in_the_order_of_the_input(aio: Implementation) -> None:
    async def late(n: int) -> int:
        for _ in range(10 - n):
            await asyncio.sleep(0)
        return n

    async def main() -> list[int]:
        return [await result for result in aio.resolve(map(late, range(10)), workers=3)]

    assert go(main()) == list(range(10))


@holds("resolve", defects="d05")
def results_awaited_out_of_order_are_those_of_their_items(aio: Implementation) -> None:
    async def main() -> dict[int, int]:
        results = list(aio.resolve(map(value, range(4)), workers=2))
        return {n: await asyncio.wait_for(results[n], 2) for n in (0, 3, 1, 2)}

    assert go(main()) == {0: 0, 3: 3, 1: 1, 2: 2}


@holds("resolve", defects="d04")
def a_result_that_timed_out_can_be_left_and_the_next_are_right(aio: Implementation) -> None:
    async def main() -> list[Any]:
        gate = asyncio.Event()

        async def item(n: int) -> int:
            if n == 0:
                await gate.wait()
            return n

        results = iter(aio.resolve(map(item, range(4)), workers=1))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(next(results), 0.05)
        gate.set()
        return [await asyncio.wait_for(result, 2) for result in results]

    assert go(main()) == [1, 2, 3]


@holds("resolve", defects="d11")
def a_cancelled_start_does_not_lower_the_number_of_workers(aio: Implementation) -> None:
    async def main() -> int:
        now = most = 0

        async def item() -> None:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.02)
            now -= 1

        results = iter(aio.resolve((item() for _ in range(200)), workers=50))
        first = asyncio.ensure_future(next(results))
        for _ in range(4):
            await asyncio.sleep(0)
        first.cancel()
        for result in results:
            await result
        return most

    assert go(main()) == 50


@holds("resolve", defects="d06")
def results_can_be_gathered(aio: Implementation) -> None:
    async def main() -> list[int]:
        return list(await asyncio.gather(*aio.resolve(map(value, range(5)), workers=2)))

    assert go(main()) == [0, 1, 2, 3, 4]


@holds("resolve", defects="d10")
def a_result_can_be_skipped(aio: Implementation) -> None:
    async def main() -> list[int]:
        got: list[int] = []
        for n, result in enumerate(aio.resolve(map(value, range(5)), workers=2)):
            if n == 2:
                if hasattr(result, "close"):
                    result.close()
                continue
            got.append(await result)
        return got

    assert go(main()) == [0, 1, 3, 4]


@holds("resolve", defects="d45")
def results_can_be_awaited_in_reverse(aio: Implementation) -> None:
    async def main() -> list[int]:
        results = list(aio.resolve(map(value, range(5)), workers=2))
        return [await asyncio.wait_for(result, 2) for result in reversed(results)]

    assert go(main()) == [4, 3, 2, 1, 0]


@holds("resolve", defects="d42")
def leaving_the_loop_stops_the_consumption_of_the_input(aio: Implementation) -> None:
    async def main() -> int:
        taken = 0

        def endless() -> Iterator[Any]:
            nonlocal taken
            while True:
                taken += 1
                yield asyncio.sleep(0.001)

        for result in aio.resolve(endless(), workers=2):
            await result
            break
        gc.collect()
        await asyncio.sleep(0.05)
        at_rest = taken
        await asyncio.sleep(0.05)
        return taken - at_rest

    assert go(main()) == 0


@holds("resolve", defects="d43")
def a_slow_consumer_slows_the_producer_down(aio: Implementation) -> None:
    async def main() -> int:
        taken = 0

        def source() -> Iterator[Any]:
            nonlocal taken
            for n in range(20_000):
                taken += 1
                yield value(n)

        ahead = 0
        for n, result in enumerate(aio.resolve(source(), workers=4)):
            await result
            for _ in range(20):
                await asyncio.sleep(0)
            ahead = max(ahead, taken - n)
            if n == 400:
                break
        return ahead

    ahead = go(main())
    assert ahead <= 2048, f"the producer ran {ahead} items ahead"


@holds("resolve", defects="d38")
def a_slow_first_item_does_not_buffer_all_the_others(aio: Implementation) -> None:
    async def main() -> int:
        started = 0
        too_many = asyncio.Event()

        async def item(n: int) -> int:
            nonlocal started
            started += 1
            if n == 0:
                await asyncio.wait([asyncio.ensure_future(too_many.wait())], timeout=1.5)
            elif n == 10_000:
                too_many.set()
            else:
                await asyncio.sleep(0)
            return n

        results = iter(aio.resolve(map(item, range(30_000)), workers=4))
        await next(results)
        return started

    started = go(main())
    assert started <= 2048, f"{started} results wait behind the first"


@holds("resolve")
def greediness_bounds_how_far_workers_run_ahead(aio: Implementation) -> None:
    async def main() -> int:
        taken = 0

        def source() -> Iterator[Any]:
            nonlocal taken
            for n in range(1000):
                taken += 1
                yield value(n)

        results = iter(aio.resolve(source(), workers=2, worker_greediness=3))
        await next(results)
        for _ in range(200):
            await asyncio.sleep(0)
        return taken

    assert go(main()) <= 12


@holds("resolve")
def an_error_is_raised_at_its_item_and_the_others_go_on(aio: Implementation) -> None:
    async def main() -> list[Any]:
        results = iter(aio.resolve([value(0), boom(), value(2)], workers=1))
        first, second, third = results
        got: list[Any] = [await first]
        with pytest.raises(Boom):
            await second
        return [*got, await third]

    assert go(main()) == [0, 2]


@holds("resolve")
def an_error_of_the_input_is_raised_by_resolve_in_its_turn(aio: Implementation) -> None:
    def source() -> Iterator[Any]:
        yield value(0)
        raise Boom

    async def main() -> list[int]:
        results = iter(aio.resolve(source(), workers=2))
        got = [await next(results)]
        with pytest.raises(Boom):
            next(results)
        return got

    assert go(main()) == [0]


@holds("resolve")
def wrong_arguments_are_refused_at_the_call(aio: Implementation) -> None:
    with pytest.raises(ValueError, match="workers"):
        aio.resolve([], workers=0)
