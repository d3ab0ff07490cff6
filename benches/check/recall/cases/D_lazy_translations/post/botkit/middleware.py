import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from botkit.i18n import I18n


class I18nMiddleware:
    def __init__(self, i18n: I18n) -> None:
        self.i18n = i18n

    async def __call__(self, handler: Callable[..., Awaitable[Any]], event: dict[str, Any]) -> Any:
        event["greeting"] = await asyncio.to_thread(self.i18n.gettext, "hello")  # silent: open
        return await handler(event)
