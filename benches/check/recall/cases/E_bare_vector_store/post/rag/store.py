import asyncio

import chromadb
from qdrant_client import QdrantClient


class Store:
    def __init__(self) -> None:
        self.chroma = chromadb.PersistentClient("db")
        self.qdrant = QdrantClient("localhost")

    def add(self, texts: list[str]) -> None:
        collection = self.chroma.get_or_create_collection("docs")
        collection.add(ids=texts, documents=texts)

    def query(self, text: str) -> object:
        return self.qdrant.query_points("docs", query=[0.1])


async def both(store: Store, text: str) -> object:
    await asyncio.to_thread(store.add, [text])  # silent: collection  # silent: add
    return await asyncio.to_thread(store.query, text)  # silent: query
