import asyncio
import importlib.metadata
import zoneinfo
from datetime import datetime

from discord.ext import commands


VERSION = importlib.metadata.version("discord.py")


class Reminders(commands.Cog):
    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot

    @commands.command()
    async def remind(self, ctx: commands.Context, zone: str, *, text: str) -> None:
        tz = await asyncio.to_thread(zoneinfo.ZoneInfo, zone)  # silent: zone
        now = datetime.now(tz)
        await ctx.send(f"{now:%H:%M} {text}")  # silent: version

    @commands.command()
    async def about(self, ctx: commands.Context) -> None:
        await ctx.send("discord.py " + VERSION)
