from typing import Any

from openai import AsyncOpenAI


class Model:
    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self.aclient = client
        self.model = model

    async def acomplete(self, messages: list[dict[str, str]]) -> str:
        answer = await self.aclient.chat.completions.create(model=self.model, messages=messages)  # silent: chat
        return answer.choices[0].message.content

    async def embed(self, texts: list[str]) -> list[list[float]]:
        reply: Any = await self.aclient.embeddings.create(model="embedding-3", input=texts)  # silent: embed
        return [item.embedding for item in reply.data]
