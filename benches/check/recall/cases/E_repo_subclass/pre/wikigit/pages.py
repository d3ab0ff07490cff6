from wikigit.stores import Hits, WikiRepo


class Pages:
    def __init__(self, repo: WikiRepo, hits: Hits) -> None:
        self.repo = repo
        self.hits = hits

    async def show(self, name: str) -> dict[str, object]:
        return {"name": name, "hits": self.hits.count(name)}  # via: incr

    async def status(self) -> str:
        return self.repo.state()  # via: dirty
