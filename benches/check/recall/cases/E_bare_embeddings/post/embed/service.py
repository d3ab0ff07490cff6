import asyncio

import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoTokenizer, pipeline


class Embedder:
    def __init__(self) -> None:
        self.model = SentenceTransformer("all-MiniLM-L6-v2")
        self.tokenizer = AutoTokenizer.from_pretrained("bert")

    def embed(self, texts: list[str]) -> list[list[float]]:
        return self.model.encode(texts).tolist()


def create() -> Embedder:
    torch.load("weights.pt")
    pipeline("summarization")
    return Embedder()


async def main() -> None:
    embedder = await asyncio.to_thread(create)  # silent: load  # silent: tokenizer  # silent: torch  # silent: pipeline
    await asyncio.to_thread(embedder.embed, ["a"])  # silent: encode
