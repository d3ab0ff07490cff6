from discord.ext import commands

from modbot.db import Database


class ModBot(commands.Bot):
    db: Database

    async def setup_hook(self) -> None:
        self.db = Database("warnings.json")
