import asyncio

from ragserver.chunks import split


class Ingest:
    def __init__(self, model: str) -> None:
        self.model = model
        self.documents: list[str] = []

    async def add(self, text: str) -> int:
        chunks = await asyncio.to_thread(split, text, self.model, 512)  # silent: encoding
        self.documents += chunks
        return len(chunks)
