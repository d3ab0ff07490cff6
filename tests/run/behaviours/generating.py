"""What `generate_in_thread` must do."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from . import Implementation, go, holds
from .collecting import Boom

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


@holds("generate_in_thread")
def items_come_in_order(aio: Implementation) -> None:
    def numbers() -> Iterator[int]:
        yield from range(3000)

    async def main() -> list[int]:
        return [item async for item in aio.generate_in_thread(numbers)]

    assert go(main()) == list(range(3000))


@holds("generate_in_thread", defects="d18")
def the_function_itself_is_called_in_the_thread(aio: Implementation) -> None:
    def function() -> list[int]:
        return [threading.get_ident()]

    async def main() -> Any:
        return [item async for item in aio.generate_in_thread(function)]

    assert go(main()) != [threading.get_ident()]


@holds("generate_in_thread", defects="d19")
def closing_it_closes_the_generator_in_its_thread(aio: Implementation) -> None:
    async def main() -> None:
        opened: list[int] = []
        closed: list[int] = []
        done = threading.Event()

        def generator() -> Iterator[int]:
            opened.append(threading.get_ident())
            try:
                yield from range(100_000)
            finally:
                closed.append(threading.get_ident())
                done.set()

        async with aclosing(aio.generate_in_thread(generator)) as items:
            async for _ in items:
                break
        del items
        gc.collect()
        for _ in range(100):
            if done.is_set():
                break
            await asyncio.sleep(0.01)
        assert closed == opened != [threading.get_ident()]

    go(main())


@holds("generate_in_thread", defects="d20 d21")
def one_thread_runs_the_generator_for_its_whole_life(aio: Implementation) -> None:
    def rows() -> Iterator[Any]:
        connection = sqlite3.connect(":memory:")
        numbers = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n"
        yield from connection.execute(numbers)
        connection.close()

    async def main() -> int:
        async def one() -> int:
            return len([row async for row in aio.generate_in_thread(rows)])

        return sum(await asyncio.gather(*[one() for _ in range(4)]))

    assert go(main()) == 8000


@holds("generate_in_thread")
def what_is_sent_reaches_the_generator(aio: Implementation) -> None:
    def echo() -> Generator[object, object, None]:
        sent: object = None
        while sent != "stop":
            sent = yield sent

    async def main() -> list[Any]:
        items = aio.generate_in_thread(echo)
        got = [await items.asend(None), await items.asend(1), await items.asend(2)]
        with pytest.raises(StopAsyncIteration):
            await items.asend("stop")
        return got

    assert go(main()) == [None, 1, 2]


@holds("generate_in_thread")
def an_error_of_the_generator_is_raised_after_its_items(aio: Implementation) -> None:
    def generator() -> Iterator[int]:
        yield 1
        yield 2
        raise Boom

    async def main() -> list[int]:
        items = aio.generate_in_thread(generator)
        got = [await items.__anext__(), await items.__anext__()]
        with pytest.raises(Boom):
            await items.__anext__()
        return got

    assert go(main()) == [1, 2]


@holds("generate_in_thread")
def a_slow_generator_delivers_each_item_at_once(aio: Implementation) -> None:
    async def main() -> None:
        gate = threading.Event()

        def generator() -> Iterator[int]:
            yield 1
            gate.wait(5)
            yield 2

        items = aio.generate_in_thread(generator)
        assert await asyncio.wait_for(items.__anext__(), 2) == 1
        gate.set()
        assert await asyncio.wait_for(items.__anext__(), 2) == 2
        await items.aclose()

    go(main())


@holds("generate_in_thread")
def a_generator_runs_a_bounded_number_of_items_ahead(aio: Implementation) -> None:
    async def main() -> int:
        produced = 0

        def generator() -> Iterator[int]:
            nonlocal produced
            while True:
                produced += 1
                yield produced

        items = aio.generate_in_thread(generator)
        await items.__anext__()
        await asyncio.sleep(0.1)
        seen = produced
        await items.aclose()
        return seen

    assert go(main()) <= 4096
