from typing import Any

from fastapi import FastAPI

from profile_api.cache import Cache

app = FastAPI()
cache = Cache("redis://localhost")


@app.get("/profile/{name}")
async def profile(name: str) -> dict[str, Any]:
    found = cache.lookup(name)  # via: get
    if found is None:
        found = {"name": name}
        cache.store(name, found)  # via: set
    return found


@app.delete("/profile/{name}")
async def forget(name: str) -> None:
    cache.forget(name, f"{name}:friends")  # via: pipeline
