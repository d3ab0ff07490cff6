import asyncio

from helper_bot.clients import Clients


class Session:
    def __init__(self) -> None:
        self.clients: Clients | None = None

    async def login(self, key: str, token: str) -> None:
        self.clients = await asyncio.to_thread(Clients, key, token)  # silent: openai
        await self.clients.bot.send_message(1, "ready")  # silent: send
