from typing import Any

from fastapi import FastAPI

from profile_api.cache import Cache

app = FastAPI()
cache = Cache("redis://localhost")


@app.get("/profile/{name}")
async def profile(name: str) -> dict[str, Any]:
    found = await cache.lookup(name)
    if found is None:
        found = {"name": name}
        await cache.store(name, found)
    return found


@app.delete("/profile/{name}")
async def forget(name: str) -> None:
    await cache.forget(name, f"{name}:friends")
