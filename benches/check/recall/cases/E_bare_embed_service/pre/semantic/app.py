import asyncio

from fastapi import FastAPI
from pydantic import BaseModel

from semantic.models import get_model

app = FastAPI()
DEFAULT = "all-MiniLM-L6-v2"


class EmbedRequest(BaseModel):
    texts: list[str]
    model: str = DEFAULT


@app.post("/embed")
async def embed(request: EmbedRequest):
    model = get_model(request.model)  # via: load
    vectors = model.encode(request.texts, normalize_embeddings=True)  # hit: encode
    return {"embeddings": vectors.tolist()}


@app.post("/index/batch")
async def index_batch(pages: list[dict]):
    vectors = get_model(DEFAULT).encode([page["content"] for page in pages])  # hit: batch
    return {"indexed": len(vectors)}
