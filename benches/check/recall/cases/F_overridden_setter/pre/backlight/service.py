import asyncio

from backlight.base import Backlight


class Dimmer:
    def __init__(self, light: Backlight) -> None:
        self.light = light

    async def dim(self, seconds: int) -> None:
        start = self.light.level  # via: read
        for step in range(seconds):
            self.light.level = start * (seconds - step) // seconds  # via: level
            await asyncio.sleep(1)
