import asyncio
from collections.abc import Callable
from typing import Any


class Hub:
    def __init__(self) -> None:
        self.components: dict[str, Any] = {}

    def async_add_import_executor_job(self, target: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(None, target, *args)
