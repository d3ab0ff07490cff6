import discord
from discord import app_commands
from discord.ext import commands

from modbot.bot import ModBot


class Moderation(commands.Cog):
    def __init__(self, bot: ModBot):
        self.bot = bot

    @app_commands.command()
    async def warn(self, interaction: discord.Interaction, member: discord.Member) -> None:
        count = self.bot.db.add_warning(member.id)  # via: load  # via: store
        await interaction.response.send_message(f"{member} has {count} warnings")
