import asyncio
import os.path
from collections.abc import Callable
from typing import Any


class HomeAssistant:
    def __init__(self) -> None:
        self.loop = asyncio.get_event_loop_policy()

    def async_add_executor_job(self, target: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(None, target, *args)


class MediaSource:
    def __init__(self, hass: HomeAssistant, root: str) -> None:
        self.hass = hass
        self.root = root

    async def async_resolve(self, location: str) -> str:
        full = os.path.join(self.root, location)
        if await asyncio.to_thread(os.path.isdir, full):  # silent: isdir
            raise ValueError(f"{location} is a folder")
        return full

    async def async_is_newer(self, location: str, moment: float) -> bool:
        full = os.path.join(self.root, location)
        changed = self.hass.async_add_executor_job(os.path.getmtime, full)  # silent: job
        return await changed == moment
