from ragkit.embedders.base import Embedder


class LocalEmbedder(Embedder):
    def __init__(self, path: str) -> None:
        self.path = path

    def embed(self, text: str) -> list[float]:
        with open(self.path, encoding="utf-8") as table:  # hit: local
            weights = dict(line.split("\t") for line in table)
        return [float(weights.get(word, 0)) for word in text.split()]
