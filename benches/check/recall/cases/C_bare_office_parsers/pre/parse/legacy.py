from pathlib import Path

from parse.base import BaseParser


class LegacyDocParser(BaseParser):
    extensions = [".doc"]

    async def parse(self, source: str | Path) -> str:
        return self._text(str(source))  # via: ole

    def _text(self, path: str) -> str:
        try:
            import olefile
        except ImportError:
            return ""
        ole = olefile.OleFileIO(path)  # hit: ole
        try:
            return ole.openstream("WordDocument").read().decode("cp1252", "ignore")
        finally:
            ole.close()
