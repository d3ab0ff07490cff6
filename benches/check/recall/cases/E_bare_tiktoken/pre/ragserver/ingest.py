from ragserver.chunks import split


class Ingest:
    def __init__(self, model: str) -> None:
        self.model = model
        self.documents: list[str] = []

    async def add(self, text: str) -> int:
        chunks = split(text, self.model, 512)  # via: encoding
        self.documents += chunks
        return len(chunks)
