from corp.models.loader import Loader


class Context:
    def __init__(self) -> None:
        self.loader = Loader()

    def legal(self, names: list[str]) -> str:
        return "\n".join(item.text for item in self.loader.load(names))
