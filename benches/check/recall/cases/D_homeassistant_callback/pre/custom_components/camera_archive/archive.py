import os


class Archive:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.index: list[str] = []

    def clips(self) -> list[str]:
        return sorted(os.listdir(self.folder))  # hit: list

    def caption(self, name: str) -> str:
        with open(os.path.join(self.folder, name + ".txt")) as text:  # hit: read
            return next(text)
