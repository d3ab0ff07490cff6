import asyncio
from collections.abc import Awaitable
from typing import Any


class Waiter:
    def __init__(self) -> None:
        self.future: asyncio.Future[int] | None = None

    async def wait(self) -> int:
        self.future = asyncio.get_running_loop().create_future()
        await asyncio.wait([self.future])
        return self.future.result()  # silent: future

    def resolve(self, value: int) -> None:
        if self.future and not self.future.done():
            self.future.set_result(value)


def collect(task: "asyncio.Task[int]") -> None:
    if not task.cancelled() and task.exception() is None:
        print(task.result())  # silent: callback


async def first(jobs: list[Awaitable[int]]) -> int:
    tasks = [asyncio.ensure_future(job) for job in jobs]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return done.pop().result()  # silent: done


async def start(job: Awaitable[int]) -> Any:
    task = asyncio.ensure_future(job)
    task.add_done_callback(collect)  # silent: add
    return await task
