import asyncio
from pathlib import Path

from pptx import Presentation

from parse.base import BaseParser


class SlideParser(BaseParser):
    extensions = [".pptx"]

    async def parse(self, source: str | Path) -> str:
        return await asyncio.to_thread(self._convert, Path(source))  # silent: slides

    def _convert(self, path: Path) -> str:
        deck = Presentation(path)
        return "\n".join(str(number) for number, _ in enumerate(deck.slides, 1))
