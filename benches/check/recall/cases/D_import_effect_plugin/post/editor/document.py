import asyncio

from editor import spelling


class Document:
    def __init__(self, text: str) -> None:
        self.text = text

    async def misspelled(self) -> list[str]:
        known = await asyncio.to_thread(spelling.dictionary)  # silent: lazy
        return [word for word in self.text.split() if word.lower() not in known]

    async def enable(self, name: str) -> str:
        module = await asyncio.to_thread(spelling.load_extension, name)  # silent: dunder
        return type(module).__name__
