import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from tornado.concurrent import run_on_executor

T = TypeVar("T")


class System:
    def sys_run_in_executor(self, function: Callable[..., T], *args: Any) -> Coroutine[Any, Any, T]:
        return self._run(function, *args)

    async def _run(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, function, *args)

    def async_add_executor_job(self, target: Callable[..., T], *args: Any) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(None, target, *args)


class Backups:
    executor = ThreadPoolExecutor(2)

    def __init__(self, system: System, folder: Path) -> None:
        self.system = system
        self.folder = folder

    @run_on_executor
    def sizes(self) -> list[int]:
        return [path.stat().st_size for path in self.folder.iterdir()]  # silent: sizes

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()  # silent: unlink

    async def delete(self, name: str) -> None:
        await self.system.sys_run_in_executor(self.remove, name)  # silent: sys
        await self.system.async_add_executor_job(self.remove, name + ".old")  # silent: job

    async def total(self) -> int:
        return sum(await self.sizes())  # silent: total
