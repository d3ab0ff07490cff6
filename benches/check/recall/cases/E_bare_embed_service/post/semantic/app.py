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
    loop = asyncio.get_running_loop()
    model = await loop.run_in_executor(None, get_model, request.model)  # silent: load
    vectors = await loop.run_in_executor(None, lambda: model.encode(request.texts))  # silent: encode
    return {"embeddings": vectors.tolist()}


@app.post("/index/batch")
async def index_batch(pages: list[dict]):
    loop = asyncio.get_running_loop()
    texts = [page["content"] for page in pages]
    vectors = await loop.run_in_executor(None, lambda: get_model(DEFAULT).encode(texts))  # silent: batch
    return {"indexed": len(vectors)}
