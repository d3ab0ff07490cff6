from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection


class AuditLog:
    def __init__(self, uri: str) -> None:
        self.client: MongoClient[dict[str, Any]] = MongoClient(uri, connect=False)
        self.events: Collection[dict[str, Any]] = self.client["audit"]["events"]

    def record(self, actor: str, action: str) -> None:
        self.events.insert_one({"actor": actor, "action": action})  # hit: insert

    def last(self, actor: str) -> dict[str, Any] | None:
        return self.events.find_one({"actor": actor})  # hit: find

    def by(self, actor: str) -> list[str]:
        found = []
        for event in self.events.find({"actor": actor}):  # hit: iterate
            found.append(event["action"])
        return found
