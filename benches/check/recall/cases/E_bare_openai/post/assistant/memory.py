from assistant.llm import Model


class Memory:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.vectors: list[list[float]] = []

    async def remember(self, text: str) -> int:
        self.vectors.extend(await self.model.embed([text]))
        return len(self.vectors)
