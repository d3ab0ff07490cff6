import asyncio
from pathlib import Path

from parse.base import BaseParser


class WordParser(BaseParser):
    extensions = [".docx"]

    async def parse(self, source: str | Path) -> str:
        import docx

        return await asyncio.to_thread(self._convert, Path(source), docx)  # silent: word

    def _convert(self, path: Path, docx) -> str:
        doc = docx.Document(path)
        return "\n\n".join(paragraph.text for paragraph in doc.paragraphs)
