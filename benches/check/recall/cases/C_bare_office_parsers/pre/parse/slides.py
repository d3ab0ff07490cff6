from pathlib import Path

from pptx import Presentation

from parse.base import BaseParser


class SlideParser(BaseParser):
    extensions = [".pptx"]

    async def parse(self, source: str | Path) -> str:
        return self._convert(Path(source))  # via: slides

    def _convert(self, path: Path) -> str:
        deck = Presentation(path)  # hit: slides
        return "\n".join(str(number) for number, _ in enumerate(deck.slides, 1))
