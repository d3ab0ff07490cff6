from abc import ABC, abstractmethod


class Embedder(ABC):
    @abstractmethod
    def embed(self, text: str) -> list[float]: ...

    def similarity(self, left: str, right: str) -> float:
        pairs = zip(self.embed(left), self.embed(right), strict=True)
        return sum(a * b for a, b in pairs)
