from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection


class AuditLog:
    def __init__(self, uri: str) -> None:
        self.client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri, connect=False)
        self.events: AsyncCollection[dict[str, Any]] = self.client["audit"]["events"]

    async def record(self, actor: str, action: str) -> None:
        await self.events.insert_one({"actor": actor, "action": action})  # silent: insert

    async def last(self, actor: str) -> dict[str, Any] | None:
        return await self.events.find_one({"actor": actor})  # silent: find

    async def by(self, actor: str) -> list[str]:
        return [event["action"] async for event in self.events.find({"actor": actor})]  # silent: iterate
