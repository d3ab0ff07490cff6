import chromadb
from qdrant_client import QdrantClient


class Store:
    def __init__(self) -> None:
        self.chroma = chromadb.PersistentClient("db")
        self.qdrant = QdrantClient("localhost")

    async def add(self, texts: list[str]) -> None:
        collection = self.chroma.get_or_create_collection("docs")  # hit: collection
        collection.add(ids=texts, documents=texts)  # hit: add

    async def query(self, text: str) -> object:
        return self.qdrant.query_points("docs", query=[0.1])  # hit: query
