from openai import AsyncOpenAI
from telegram import Bot


class Clients:
    def __init__(self, key: str, token: str) -> None:
        self.ai = AsyncOpenAI(api_key=key)  # hit: openai
        self.bot = Bot(token)  # hit: telegram
