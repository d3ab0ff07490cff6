"""What `schedule`, `run` and semaphores must do."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest

from . import Implementation, go, holds
from .collecting import Boom, boom, value


@holds("schedule")
def waiting_for_scheduled_work_does_not_raise_its_error(aio: Implementation) -> None:
    async def main() -> None:
        finished = await aio.schedule(boom())
        with pytest.raises(Boom):
            finished.result()

    go(main())


@holds("schedule", defects="d12")
def scheduled_work_is_kept_alive(aio: Implementation) -> None:
    async def main() -> Any:
        loop = asyncio.get_running_loop()

        async def waits() -> int:
            # Only the work itself refers to what it waits for: asyncio keeps no strong reference.
            future: asyncio.Future[int] = loop.create_future()
            loop.call_later(0.1, _set, weakref.ref(future))
            return await future

        scheduled = aio.schedule(waits())
        await asyncio.sleep(0.01)
        gc.collect()
        return (await asyncio.wait_for(scheduled, 2)).result()

    assert go(main()) == 1


def _set(reference: weakref.ref[asyncio.Future[int]]) -> None:
    future = reference()
    if future is not None:
        future.set_result(1)


@holds("schedule", defects="d13")
def cancelling_scheduled_work_stops_it(aio: Implementation) -> None:
    async def main() -> bool:
        finished = False

        async def work() -> None:
            nonlocal finished
            await asyncio.sleep(0.02)
            finished = True

        scheduled = aio.schedule(work())
        await asyncio.sleep(0)
        scheduled.cancel()
        await asyncio.sleep(0.05)
        return finished

    assert not go(main())


@holds("schedule", defects="d07")
def a_future_can_be_scheduled(aio: Implementation) -> None:
    async def main() -> Any:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        future.set_result(3)
        return (await aio.schedule(future)).result()

    assert go(main()) == 3


@holds("run")
def run_takes_the_function_as_well_as_the_coroutine(aio: Implementation) -> None:
    async def main() -> int:
        return await value(3)

    assert aio.run(main) == 3
    assert aio.run(main()) == 3


@holds("Semaphore", defects="d31")
def two_that_acquire_many_do_not_deadlock(aio: Implementation) -> None:
    async def main() -> None:
        semaphore = aio.Semaphore(10)

        async def work() -> None:
            async with semaphore.acquire_many(6):
                await asyncio.sleep(0.01)

        await asyncio.wait_for(asyncio.gather(work(), work(), work()), 2)

    go(main())


@holds("BoundedSemaphore", defects="d44")
def a_cancelled_acquire_many_gives_back_what_it_had_and_no_more(aio: Implementation) -> None:
    async def main(turns: int) -> None:
        semaphore = aio.BoundedSemaphore(2)

        async def greedy() -> None:
            async with semaphore.acquire_many(2):
                await asyncio.sleep(1)

        task = asyncio.ensure_future(greedy())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(20):
            await asyncio.sleep(0)
        assert semaphore._value == 2

    for turns in range(8):
        go(main(turns))
