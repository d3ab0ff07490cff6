from search_client.index import Index


class SearchService:
    def __init__(self, index: Index) -> None:
        self.index = index

    async def search(self, text: str) -> int:
        return len(await self.index.aquery(text))  # silent: search

    def search_now(self, text: str) -> int:
        return len(self.index.query(text))  # silent: now
