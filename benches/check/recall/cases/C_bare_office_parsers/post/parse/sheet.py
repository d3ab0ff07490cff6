import asyncio
from pathlib import Path

from parse.base import BaseParser


class SheetParser(BaseParser):
    extensions = [".xlsx"]

    async def parse(self, source: str | Path) -> str:
        path = Path(source)
        import openpyxl

        return await asyncio.to_thread(self._convert, path, openpyxl)  # silent: sheet

    def _convert(self, path: Path, openpyxl) -> str:
        book = openpyxl.load_workbook(path, data_only=True)
        return "\n".join(sheet.title for sheet in book.worksheets)
