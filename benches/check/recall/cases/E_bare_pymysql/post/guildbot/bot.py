import asyncio

from discord.ext import commands

from guildbot.storage import Storage


def setup(bot: commands.Bot, storage: Storage) -> None:
    @bot.command(name="warnings")
    async def show(ctx, member_id: int) -> None:
        count = await asyncio.to_thread(storage.warnings, member_id)  # silent: execute
        await ctx.send(str(count))

    @bot.event
    async def on_ready() -> None:
        await asyncio.to_thread(storage.connect)  # silent: connect
