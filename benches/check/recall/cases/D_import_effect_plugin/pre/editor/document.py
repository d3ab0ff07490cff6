from editor import spelling


class Document:
    def __init__(self, text: str) -> None:
        self.text = text

    async def misspelled(self) -> list[str]:
        known = spelling.dictionary()  # via: lazy
        return [word for word in self.text.split() if word.lower() not in known]

    async def enable(self, name: str) -> str:
        return type(spelling.load_extension(name)).__name__  # via: dunder
