import os

import redis

r = redis.Redis(
    host=os.getenv("REDIS_DB_HOST"),
    port=int(os.getenv("REDIS_DB_PORT", "6379")),
    password=os.getenv("REDIS_DB_PASSWORD"),
    health_check_interval=30,
)


def was_reminded(uid: str) -> bool:
    return r.exists(f"users:{uid}:reminded")  # hit: seen


def set_reminded(uid: str, ttl: int = 60 * 60 * 24) -> None:
    r.set(f"users:{uid}:reminded", "1", ex=ttl)  # hit: remember
