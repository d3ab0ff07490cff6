from framework.matcher import on_command

from .data_source import random_quote

quote = on_command("quote")


@quote.handle()
async def _(name: str) -> str:
    return random_quote(name)  # via: list  # via: read
