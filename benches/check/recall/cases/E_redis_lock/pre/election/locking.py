from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis


class Leader:
    def __init__(self, connection: Redis) -> None:
        self.connection = connection

    @contextmanager
    def term(self, name: str) -> Iterator[None]:
        with self.connection.lock(f"leader:{name}", timeout=30):  # hit: lock
            yield

    def announce(self, name: str) -> int:
        return int(self.connection.publish("leaders", name))  # hit: publish
