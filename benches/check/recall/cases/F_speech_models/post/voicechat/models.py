import asyncio

from openai import OpenAI


class OpenAIModel:
    def __init__(self, model_id: str) -> None:
        self.model_id = model_id
        self.client = OpenAI()

    async def check_connectivity(self) -> bool:
        response = await asyncio.to_thread(
            self.client.chat.completions.create,
            model=self.model_id,
            messages=[{"role": "user", "content": "hi"}],
            max_tokens=5,
        )
        return bool(response.choices)
