import asyncio

from render.mixins import CacheMixin, FileRenderer, SlowMixin, WarmMixin


class PageRenderer(CacheMixin, WarmMixin, SlowMixin, FileRenderer):
    """Puts it together."""


async def page(name: str) -> str:
    renderer = PageRenderer()
    await asyncio.to_thread(renderer.warm)  # silent: sleep
    return await asyncio.to_thread(renderer.render, name)  # silent: open
