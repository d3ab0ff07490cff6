"""What `collect` must do."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import tracemalloc
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from . import Implementation, go, holds

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


class Boom(Exception):
    """An error of ours."""


async def value(n: int) -> int:
    await asyncio.sleep(0)
    return n


async def boom() -> None:
    await asyncio.sleep(0)
    raise Boom


@holds("collect")
def results_come_in_the_order_of_the_input(aio: Implementation) -> None:
    async def late(n: int) -> int:
        for _ in range(20 - n):
            await asyncio.sleep(0)
        return n

    assert list(go(aio.collect(map(late, range(20)), workers=7))) == list(range(20))


@holds("collect")
def at_most_workers_items_are_in_flight(aio: Implementation) -> None:
    now = most = 0

    async def item() -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        for _ in range(20):
            await asyncio.sleep(0)
        now -= 1

    go(aio.collect((item() for _ in range(100)), workers=5))
    assert most == 5


@holds("collect")
def input_is_consumed_as_workers_become_free(aio: Implementation) -> None:
    async def main() -> None:
        taken = 0
        gate = asyncio.Event()

        def source() -> Iterator[Any]:
            nonlocal taken
            for _ in range(1000):
                taken += 1
                yield gate.wait()

        collecting = asyncio.ensure_future(aio.collect(source(), workers=4))
        for _ in range(200):
            await asyncio.sleep(0)
        seen = taken
        gate.set()
        await collecting
        assert seen <= 20, f"{seen} of 1000 were taken for 4 workers"

    go(main())


@holds("collect")
def ten_thousand_items_of_a_generator_take_the_memory_of_the_workers(aio: Implementation) -> None:
    async def main() -> int:
        async def item() -> None:
            await asyncio.sleep(0)

        await aio.collect((item() for _ in range(100)), workers=64)
        gc.collect()
        tracemalloc.start()
        try:
            await aio.collect((item() for _ in range(10_000)), workers=64)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak = go(main())
    assert peak < 1_000_000, f"peak {peak / 1e6:.1f} MB"


@holds("collect", defects="d01")
def the_first_error_stops_the_other_items(aio: Implementation) -> None:
    async def main() -> None:
        finished: list[int] = []

        async def item(n: int) -> None:
            if n == 0:
                raise Boom
            for _ in range(10):
                await asyncio.sleep(0)
            finished.append(n)

        with pytest.raises(Boom):
            await aio.collect(map(item, range(5)))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not finished, "items went on after collect had raised"

    go(main())


@holds("collect")
def stopped_items_have_cleaned_up_when_collect_raises(aio: Implementation) -> None:
    async def main() -> None:
        cleaned = False

        async def slow() -> None:
            nonlocal cleaned
            try:
                await asyncio.sleep(3600)
            finally:
                await asyncio.sleep(0.01)
                cleaned = True

        with pytest.raises(Boom):
            await aio.collect([slow(), boom()])
        assert cleaned

    go(main())


@holds("collect", defects="d02")
def an_error_is_raised_when_it_happens_not_when_its_turn_comes(aio: Implementation) -> None:
    async def main() -> None:
        with pytest.raises(Boom):
            await asyncio.wait_for(aio.collect([asyncio.sleep(3600), boom()]), 1)

    go(main())


@holds("collect", defects="d03")
def cancelling_it_consumes_no_more_input(aio: Implementation) -> None:
    async def main() -> None:
        taken = 0

        def source() -> Iterator[Any]:
            nonlocal taken
            while True:
                taken += 1
                yield asyncio.sleep(0.001)

        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(aio.collect(source(), workers=2), 0.02)
        at_cancel = taken
        await asyncio.sleep(0.02)
        assert taken == at_cancel

    go(main())


@holds("collect", defects="d03")
def cancelling_it_leaves_no_task_behind(aio: Implementation) -> None:
    async def main() -> None:
        before = asyncio.all_tasks()
        forever = [asyncio.sleep(3600) for _ in range(8)]
        task = asyncio.ensure_future(aio.collect(forever))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        left = {it for it in asyncio.all_tasks() - before if not it.done()}
        assert not left

    go(main())


@holds("collect", defects="d08")
def an_error_of_the_input_iterator_is_raised(aio: Implementation) -> None:
    def source() -> Iterator[Any]:
        yield value(1)
        yield value(2)
        raise Boom

    with pytest.raises(Boom):
        go(aio.collect(source(), workers=2))


@holds("collect", defects="d07")
def a_future_is_an_item_like_any_other(aio: Implementation) -> None:
    async def main() -> Any:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_result, 1)
        return await asyncio.wait_for(aio.collect([future, value(2)]), 2)

    assert list(go(main())) == [1, 2]


@holds("collect", defects="d07b")
def a_task_is_an_item_like_any_other(aio: Implementation) -> None:
    async def main() -> Any:
        task = asyncio.ensure_future(value(1))
        return await asyncio.wait_for(aio.collect([task]), 2)

    assert list(go(main())) == [1]


@holds("collect", defects="d07c")
def any_awaitable_is_an_item(aio: Implementation) -> None:
    class Awaitable:
        def __await__(self) -> Generator[Any, None, int]:
            yield from asyncio.sleep(0).__await__()
            return 1

    async def main() -> Any:
        return await asyncio.wait_for(aio.collect([Awaitable()]), 2)

    assert list(go(main())) == [1]


@holds("collect", defects="d09")
def further_errors_are_not_logged_as_never_retrieved(aio: Implementation) -> None:
    async def main() -> list[Any]:
        logged: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, it: logged.append(it))
        with pytest.raises(Boom):
            await aio.collect([boom() for _ in range(5)])
        for _ in range(10):
            await asyncio.sleep(0)
        gc.collect()
        await asyncio.sleep(0)
        return logged

    assert not go(main())


@holds("collect", defects="d35")
def an_item_that_is_cancelled_from_inside_does_not_cancel_the_caller(aio: Implementation) -> None:
    async def cancelled() -> None:
        await asyncio.sleep(0)
        raise asyncio.CancelledError

    async def main() -> None:
        try:
            await aio.collect([cancelled()])
        except Exception as error:
            assert isinstance(error.__cause__, asyncio.CancelledError)  # noqa: PT017
        else:
            raise AssertionError("nothing was raised")

    go(main())


@holds("collect")
def unstarted_coroutines_of_a_list_are_closed_without_a_warning(aio: Implementation) -> None:
    async def main() -> None:
        with pytest.raises(Boom):
            await aio.collect([boom(), *[value(n) for n in range(20)]], workers=1)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        go(main())
        gc.collect()
    assert not [it for it in caught if "never awaited" in str(it.message)]


@holds("collect")
def it_works_nested(aio: Implementation) -> None:
    async def inner(n: int) -> Any:
        return sum(await aio.collect(map(value, range(n)), workers=2))

    assert list(go(aio.collect(map(inner, range(6)), workers=3))) == [0, 0, 1, 3, 6, 10]


@holds("collect")
def items_do_not_see_context_variables_of_other_items(aio: Implementation) -> None:
    variable = contextvars.ContextVar("variable", default=0)

    async def item(n: int) -> int:
        seen = variable.get()
        variable.set(n)
        await asyncio.sleep(0)
        assert variable.get() == n
        return seen

    async def main() -> Any:
        variable.set(-1)
        return await aio.collect(map(item, range(1, 20)), workers=2)

    assert set(go(main())) == {-1}


@holds("collect")
def a_timeout_inside_an_item_ends_that_item_alone(aio: Implementation) -> None:
    async def item(n: int) -> str:
        try:
            await asyncio.wait_for(asyncio.sleep(3600 if n == 1 else 0), 0.01)
        except asyncio.TimeoutError:
            return "late"
        return "in time"

    assert list(go(aio.collect(map(item, range(3)), workers=1))) == ["in time", "late", "in time"]


@holds("collect")
def the_loop_gets_turns_while_items_never_wait(aio: Implementation) -> None:
    async def main() -> int:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        async def busy() -> None:
            sum(range(2000))

        ticking = asyncio.ensure_future(tick())
        await aio.collect((busy() for _ in range(2000)), workers=4)
        ticking.cancel()
        return ticks

    assert go(main()) >= 5


@holds("collect")
def what_is_not_awaitable_is_a_type_error_not_a_hang(aio: Implementation) -> None:
    async def main() -> None:
        with pytest.raises(TypeError):
            await asyncio.wait_for(aio.collect([value(1), 7]), 2)

    go(main())
