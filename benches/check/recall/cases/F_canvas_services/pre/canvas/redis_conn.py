import logging

import valkey as redis


class RedisDB:
    def __init__(self) -> None:
        self.REDIS = None
        self.__open__()

    def __open__(self):
        try:
            self.REDIS = redis.StrictRedis(host="redis", port=6379, decode_responses=True)
        except Exception:
            logging.warning("no cache")
        return self.REDIS

    def get(self, key):
        if not self.REDIS:
            return None
        return self.REDIS.get(key)  # hit: cache


REDIS_CONN = RedisDB()
