from typing import Any

from openai import OpenAI


class Model:
    def __init__(self, key: str, model: str) -> None:
        self.aclient = OpenAI(api_key=key)
        self.model = model

    async def acomplete(self, messages: list[dict[str, str]]) -> str:
        answer = self.aclient.chat.completions.create(model=self.model, messages=messages)  # hit: chat
        return answer.choices[0].message.content

    def embed(self, texts: list[str]) -> list[list[float]]:
        reply: Any = self.aclient.embeddings.create(model="embedding-3", input=texts)  # hit: embed
        return [item.embedding for item in reply.data]
