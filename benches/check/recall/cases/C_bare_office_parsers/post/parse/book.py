import asyncio
from pathlib import Path

from parse.base import BaseParser


class BookParser(BaseParser):
    extensions = [".epub"]

    async def parse(self, source: str | Path) -> str:
        return await asyncio.to_thread(self._markdown, Path(source))  # silent: book

    def _markdown(self, path: Path) -> str:
        import ebooklib
        from ebooklib import epub

        book = epub.read_epub(path, options={"ignore_ncx": True})
        return "\n".join(str(item) for item in book.get_items() if item.get_type() == ebooklib.ITEM_DOCUMENT)
