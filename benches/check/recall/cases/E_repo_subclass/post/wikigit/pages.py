import asyncio

from wikigit.stores import Hits, WikiRepo


class Pages:
    def __init__(self, repo: WikiRepo, hits: Hits) -> None:
        self.repo = repo
        self.hits = hits

    async def show(self, name: str) -> dict[str, object]:
        return {"name": name, "hits": await asyncio.to_thread(self.hits.count, name)}  # silent: incr

    async def status(self) -> str:
        return await asyncio.to_thread(self.repo.state)  # silent: dirty
