"""Generators on the workers of a cluster, on every engine."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import threading
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from nonblock.cluster import WorkerCrashed, connect, generate_in_cluster, in_cluster

from .test_stopping import appear, note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Place

pytestmark = pytest.mark.cluster


def until_there(path: str) -> Iterator[str]:
    """Yield at once, then once more when there is a file."""
    yield "first"
    while not os.path.exists(path):
        time.sleep(0.01)
    yield "second"


def numbers(path: str) -> Iterator[int]:
    """Yield numbers, note how far this went, and note the end."""
    try:
        for number in range(100_000):
            with open(f"{path}.new", "w", encoding="utf-8") as file:
                file.write(str(number + 1))
            os.rename(f"{path}.new", path)
            yield number
    finally:
        with open(f"{path}.closed", "w", encoding="utf-8") as file:
            file.write("closed")


def fail_after(items: int) -> Iterator[int]:
    yield from range(items)
    raise LookupError("no more")


def die_after(items: int, path: str) -> Iterator[int]:
    if note(path) == 1:
        yield from range(items)
        time.sleep(0.2)  # what was yielded is on its way
        os.kill(os.getpid(), signal.SIGKILL)
    yield from range(3)


def test_items_arrive_in_order(place: Place) -> None:
    async def main() -> list[int]:
        return [item async for item in generate_in_cluster(range, 50)]

    assert place.run(main()) == list(range(50))


def test_items_arrive_while_the_generator_goes_on(place: Place, tmp_path: Path) -> None:
    async def main() -> list[str]:
        items: list[str] = []
        async for item in generate_in_cluster(until_there, str(tmp_path / "go")):
            items.append(item)
            (tmp_path / "go").touch()
        return items

    assert place.run(main()) == ["first", "second"]


def test_an_error_comes_after_the_items_before_it(place: Place) -> None:
    items: list[int] = []

    async def main() -> None:
        async for item in generate_in_cluster(fail_after, 3):
            items.append(item)

    with pytest.raises(LookupError, match="no more") as caught:
        place.run(main())
    assert items == [0, 1, 2]
    assert "in fail_after" in str(caught.value.__cause__)


def test_an_item_that_cannot_be_pickled_is_named(place: Place) -> None:
    async def main() -> None:
        async for _ in generate_in_cluster(lambda: iter([threading.Lock()])):
            pass

    with pytest.raises(pickle.PicklingError, match=r"of type lock.* cannot be pickled"):
        place.run(main())


def test_the_worker_runs_ahead_but_not_far(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    # Local workers run ahead by up to 1024 items; the others by 16, and some on their way.
    ahead = 1100 if place.engine == "local" else 50

    async def main() -> None:
        taken = 0
        async with aclosing(generate_in_cluster(numbers, str(path))) as items:
            async for _ in items:
                taken += 1
                assert int(await appear(path)) <= taken + ahead
                if taken == 40:
                    return

    place.run(main())


def test_leaving_closes_the_generator_over_there(place: Place, tmp_path: Path) -> None:
    async def main() -> None:
        async with aclosing(generate_in_cluster(numbers, str(tmp_path / "numbers"))) as items:
            async for item in items:
                if item == 5:
                    break
        assert await appear(tmp_path / "numbers.closed") == "closed"

    place.run(main())
    assert place.cluster.in_flight == 0


def test_cancelling_the_consumer_ends_the_wait(place: Place, tmp_path: Path) -> None:
    async def consume(taken: asyncio.Event) -> None:
        async for _ in generate_in_cluster(until_there, str(tmp_path / "go")):
            taken.set()

    async def main() -> None:
        taken = asyncio.Event()
        task = asyncio.ensure_future(consume(taken))
        await taken.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    place.run(main())
    (tmp_path / "go").touch()  # Dask cannot stop what runs


def test_closing_the_connection_ends_a_generator_that_waits_for_its_consumer(place: Place) -> None:
    async def main() -> None:
        async with connect(place.address, engine=place.engine_option) as cluster:
            call = in_cluster.options(cluster=cluster)
            items = call.generate(range, 10_000)
            assert await anext(items) == 0
        with pytest.raises(RuntimeError, match="closed"):
            async for _ in items:
                pass
        assert cluster.in_flight == 0

    place.run(main())


def test_a_timeout_ends_a_generator(place: Place, tmp_path: Path) -> None:
    items: list[str] = []

    async def main() -> None:
        call = in_cluster.options(timeout=1.0)
        async for item in call.generate(until_there, str(tmp_path / "go")):
            items.append(item)

    with pytest.raises(asyncio.TimeoutError, match="until_there"):
        place.run(main())
    assert items == ["first"]
    (tmp_path / "go").touch()


def test_a_lost_worker_ends_a_generator_after_its_items(place: Place, tmp_path: Path) -> None:
    items: list[int] = []

    async def main() -> None:
        # Retries do not help once items have come: they would come twice.
        call = in_cluster.options(retries=1)
        async for item in call.generate(die_after, 2, str(tmp_path / "runs")):
            items.append(item)

    with pytest.raises(WorkerCrashed, match="die_after"):
        place.run(main())
    assert items == [0, 1]


def test_with_retries_a_generator_without_items_begins_again(place: Place, tmp_path: Path) -> None:
    async def main() -> list[Any]:
        call = in_cluster.options(retries=1)
        return [item async for item in call.generate(die_after, 0, str(tmp_path / "runs"))]

    assert place.run(main()) == [0, 1, 2]
    assert (tmp_path / "runs").read_text() == "run\nrun\n"
