import asyncio

from backlight.base import Backlight


class Dimmer:
    def __init__(self, light: Backlight) -> None:
        self.light = light

    def _set(self, value: int) -> None:
        self.light.level = value

    async def dim(self, seconds: int) -> None:
        start = await asyncio.to_thread(lambda: self.light.level)  # silent: read
        for step in range(seconds):
            await asyncio.to_thread(self._set, start * (seconds - step) // seconds)  # silent: level
            await asyncio.sleep(1)
