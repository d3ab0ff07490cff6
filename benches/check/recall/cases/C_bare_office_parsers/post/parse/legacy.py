import asyncio
from pathlib import Path

from parse.base import BaseParser


class LegacyDocParser(BaseParser):
    extensions = [".doc"]

    async def parse(self, source: str | Path) -> str:
        return await asyncio.to_thread(self._text, str(source))  # silent: ole

    def _text(self, path: str) -> str:
        try:
            import olefile
        except ImportError:
            return ""
        ole = olefile.OleFileIO(path)
        try:
            return ole.openstream("WordDocument").read().decode("cp1252", "ignore")
        finally:
            ole.close()
