import importlib.metadata
import zoneinfo
from datetime import datetime

from discord.ext import commands


class Reminders(commands.Cog):
    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot

    @commands.command()
    async def remind(self, ctx: commands.Context, zone: str, *, text: str) -> None:
        now = datetime.now(zoneinfo.ZoneInfo(zone))  # hit: zone
        await ctx.send(f"{now:%H:%M} {text}")

    @commands.command()
    async def about(self, ctx: commands.Context) -> None:
        await ctx.send("discord.py " + importlib.metadata.version("discord.py"))  # hit: version
