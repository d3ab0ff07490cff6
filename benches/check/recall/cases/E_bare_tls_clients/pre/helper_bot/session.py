from helper_bot.clients import Clients


class Session:
    def __init__(self) -> None:
        self.clients: Clients | None = None

    async def login(self, key: str, token: str) -> None:
        self.clients = Clients(key, token)  # via: openai # via: telegram
        await self.clients.bot.send_message(1, "ready")
