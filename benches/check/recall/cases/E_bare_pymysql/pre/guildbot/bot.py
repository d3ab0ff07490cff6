from discord.ext import commands

from guildbot.storage import Storage


def setup(bot: commands.Bot, storage: Storage) -> None:
    @bot.command(name="warnings")
    async def show(ctx, member_id: int) -> None:
        await ctx.send(str(storage.warnings(member_id)))  # via: execute

    @bot.event
    async def on_ready() -> None:
        storage.connect()  # via: connect
