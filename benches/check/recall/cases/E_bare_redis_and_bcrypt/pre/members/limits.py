import redis

pool = redis.ConnectionPool(host="localhost")


def attempts(name: str) -> int:
    connection = redis.Redis(connection_pool=pool)
    return connection.incr(f"attempts:{name}")  # hit: redis
