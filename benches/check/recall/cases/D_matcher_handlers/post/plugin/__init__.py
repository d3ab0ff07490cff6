from asyncio import to_thread as run_sync

from framework.matcher import on_command

from .data_source import random_quote

quote = on_command("quote")


@quote.handle()
async def _(name: str) -> str:
    return await run_sync(random_quote, name)  # silent: list  # silent: read
