import asyncio
from abc import ABC, abstractmethod
from typing import Any


class ChatModel(ABC):
    def __init__(self, **options: Any) -> None:
        self.options = options

    @abstractmethod
    def generate(self, prompt: str) -> str: ...

    async def agenerate(self, prompt: str) -> str:
        return await asyncio.to_thread(self.generate, prompt)  # silent: default
