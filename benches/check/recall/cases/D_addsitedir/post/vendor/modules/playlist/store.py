from pathlib import Path


class Store:
    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def first(self, name: str) -> str:
        return (self.folder / name).read_text().partition("\n")[0]
