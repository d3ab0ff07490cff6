import asyncio

from llmcore.base import ChatModel
from llmcore.local import CommandModel


class Chat:
    def __init__(self, model: ChatModel) -> None:
        self.model = model
        self.history: list[str] = []

    async def say(self, text: str) -> str:
        self.history.append(await self.model.agenerate(text))
        return self.history[-1]


async def start(binary: str) -> Chat:
    return Chat(await asyncio.to_thread(CommandModel, binary))  # silent: context
