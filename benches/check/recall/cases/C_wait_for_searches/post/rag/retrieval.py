import asyncio
import logging

log = logging.getLogger(__name__)


class VectorClient:
    def __init__(self, collections: dict[str, list[str]]) -> None:
        self.collections = collections

    def search(self, name: str, query: str, limit: int) -> list[str]:
        return [text for text in self.collections[name] if query in text][:limit]


async def query_collection(
    client: VectorClient, names: list[str], queries: list[str], k: int
) -> list[str]:
    def process(name: str, query: str) -> tuple[list[str] | None, Exception | None]:
        try:
            return client.search(name, query, k), None
        except Exception as error:
            log.exception("search failed")
            return None, error

    results = await asyncio.gather(  # silent: wait
        *(asyncio.to_thread(process, name, query) for query in queries for name in names)
    )
    return [hit for found, error in results if error is None for hit in found or []]
