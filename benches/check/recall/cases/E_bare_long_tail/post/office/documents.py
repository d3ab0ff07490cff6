from atomicwrites import atomic_write
from markitdown import MarkItDown


class Documents:
    def __init__(self) -> None:
        self.converter = MarkItDown()

    def text(self, path: str) -> str:
        return self.converter.convert(path).text_content

    def save(self, path: str, text: str) -> None:
        with atomic_write(path, overwrite=True) as out:
            out.write(text)
