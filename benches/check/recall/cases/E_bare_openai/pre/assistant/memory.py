from assistant.llm import Model


class Memory:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.vectors: list[list[float]] = []

    async def remember(self, text: str) -> int:
        self.vectors.extend(self.model.embed([text]))  # via: embed
        return len(self.vectors)
