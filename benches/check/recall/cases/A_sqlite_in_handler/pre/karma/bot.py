import sqlite3

import discord
from discord.ext import commands


def build_bot(database: str) -> commands.Bot:
    intents = discord.Intents.default()
    bot = commands.Bot(command_prefix="!", intents=intents)

    @bot.command()
    async def karma(ctx: commands.Context, member: discord.Member) -> None:
        connection = sqlite3.connect(database)  # hit: connect
        row = connection.execute("SELECT points FROM karma WHERE id = ?", (member.id,))  # hit: execute
        points = row.rowcount
        await ctx.send(f"{member.display_name}: {points}")

    @bot.event
    async def on_ready() -> None:
        await bot.change_presence(activity=discord.Game("karma"))

    return bot
