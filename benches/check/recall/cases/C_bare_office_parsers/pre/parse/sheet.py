from pathlib import Path

from parse.base import BaseParser


class SheetParser(BaseParser):
    extensions = [".xlsx"]

    async def parse(self, source: str | Path) -> str:
        path = Path(source)
        import openpyxl

        return self._convert(path, openpyxl)  # via: sheet

    def _convert(self, path: Path, openpyxl) -> str:
        book = openpyxl.load_workbook(path, data_only=True)  # hit: sheet
        return "\n".join(sheet.title for sheet in book.worksheets)
