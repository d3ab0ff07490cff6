from functools import lru_cache

import psycopg2
from openai import OpenAI
from pymilvus import Collection, connections
from sentence_transformers import SentenceTransformer

HOST, PORT = "milvus", "19530"
client = OpenAI()


@lru_cache(maxsize=1)
def encoder() -> SentenceTransformer:
    return SentenceTransformer("all-mpnet-base-v2")  # hit: model


def milvus_search(query: str, top_k: int = 5) -> dict:
    try:
        connections.connect(alias="default", host=HOST, port=PORT)  # hit: connect
        collection = Collection("docs_rag")
        collection.load()  # hit: load
        vector = encoder().encode(query).tolist()
        hits = collection.search(  # hit: search
            data=[vector], anns_field="vector", param={"metric_type": "COSINE"}, limit=int(top_k)
        )
        return {"results": [hit.distance for hit in hits[0]]}
    finally:
        connections.disconnect(alias="default")


def theorem_search(query: str) -> list[tuple]:
    embedding = client.embeddings.create(input=query, model="qwen3").data[0].embedding  # hit: embed
    with psycopg2.connect("dbname=theorems") as conn, conn.cursor() as cur:  # hit: pg
        cur.execute("select * from theorem order by embedding <=> %s limit 10", (embedding,))
        return cur.fetchall()
