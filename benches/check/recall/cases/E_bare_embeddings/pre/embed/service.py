import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoTokenizer, pipeline


class Embedder:
    def __init__(self) -> None:
        self.model = SentenceTransformer("all-MiniLM-L6-v2")  # hit: load
        self.tokenizer = AutoTokenizer.from_pretrained("bert")  # hit: tokenizer

    async def embed(self, texts: list[str]) -> list[list[float]]:
        return self.model.encode(texts).tolist()  # hit: encode


async def create() -> Embedder:
    torch.load("weights.pt")  # hit: torch
    pipeline("summarization")  # hit: pipeline
    return Embedder()  # via: load  # via: tokenizer
