import asyncio

from ddgs import DDGS
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class TextRequest(BaseModel):
    query: str
    region: str = "us-en"
    max_results: int = 10


@app.post("/search/text")
async def search_text(request: TextRequest):
    try:
        results = await asyncio.to_thread(  # silent: text
            DDGS().text, query=request.query, region=request.region, max_results=request.max_results
        )
        return {"results": results}
    except Exception as error:
        raise HTTPException(500, str(error)) from error
