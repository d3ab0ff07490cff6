import asyncio
import sqlite3
import discord
from discord.ext import commands


def read_points(database: str, member: int) -> int:
    with sqlite3.connect(database) as connection:
        row = connection.execute("SELECT points FROM karma WHERE id = ?", (member,)).fetchone()
    return row[0] if row else 0


def build_bot(database: str) -> commands.Bot:
    intents = discord.Intents.default()
    bot = commands.Bot(command_prefix="!", intents=intents)

    @bot.command()
    async def karma(ctx: commands.Context, member: discord.Member) -> None:
        points = await asyncio.to_thread(read_points, database, member.id)  # silent: query
        await ctx.send(f"{member.display_name}: {points}")

    @bot.event
    async def on_ready() -> None:
        await bot.change_presence(activity=discord.Game("karma"))

    return bot
