import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Panel:
    def async_add_executor_job(self, target: Callable[..., T], *args: object) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(None, target, *args)
