from io import BytesIO
from pathlib import Path

import requests
from docling.datamodel.base_models import DocumentStream
from docling.document_converter import DocumentConverter


class LocalConverter:
    def __init__(self) -> None:
        self._converter = DocumentConverter()

    async def convert_file(self, path: Path):
        result = self._converter.convert(path)  # hit: convert
        return result.document

    async def convert_text(self, text: str, name: str):
        stream = DocumentStream(name=f"{name}.md", stream=BytesIO(text.encode()))
        return stream
