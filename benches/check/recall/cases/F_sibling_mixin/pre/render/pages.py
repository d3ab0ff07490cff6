from render.mixins import CacheMixin, FileRenderer, SlowMixin, WarmMixin


class PageRenderer(CacheMixin, WarmMixin, SlowMixin, FileRenderer):
    """Puts it together."""


async def page(name: str) -> str:
    renderer = PageRenderer()
    renderer.warm()  # via: sleep
    return renderer.render(name)  # via: open
