from __future__ import annotations

from dataclasses import dataclass

import boto3
import redis

orders = redis.Redis(db=1)
SHARDS = {name: redis.Redis(host=name) for name in ("north", "south")}


class Storage:
    @property
    def bucket(self):
        return boto3.resource("s3").Bucket("pictures")


@dataclass
class Clients:
    carts: redis.Redis
    limits: redis.Redis | None = None


class Registry:
    def __init__(self) -> None:
        self.caches: list[redis.Redis] = []
        self.storage = Storage()
        self.queues = {}

    def open(self, region: str) -> None:
        self.queues[region] = redis.Redis(host=region)
