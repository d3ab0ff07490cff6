from nbview.exporter import Exporter, load_style
from nbview.offload import run_sync


def minify(style: str) -> str:
    return " ".join(style.split())


class NotebookHandler:
    def __init__(self) -> None:
        self.exporter = Exporter("<body>{}</body>")

    async def get(self, path: str) -> str:
        return await run_sync(self.exporter.from_file(path))  # hit: export

    async def style(self, name: str) -> str:
        return await run_sync(minify, load_style(name))  # hit: partial
