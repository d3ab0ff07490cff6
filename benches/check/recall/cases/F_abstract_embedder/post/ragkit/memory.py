import asyncio

from ragkit.embedders import Embedder


class Memory:
    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.notes: list[tuple[str, list[float]]] = []

    async def save(self, text: str) -> None:
        vector = await asyncio.to_thread(self.embedder.embed, text)  # silent: embed
        self.notes.append((text, vector))

    async def best(self, text: str) -> str:
        return max(self.notes, key=lambda note: len(note[1]))[0] if self.notes else text
