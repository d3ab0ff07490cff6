from git import Repo
from redis import Redis


class WikiRepo(Repo):
    def state(self) -> str:
        return "dirty" if self.is_dirty() else "clean"  # hit: dirty


class Hits(Redis):
    def count(self, page: str) -> int:
        return int(self.incr(f"hits:{page}"))  # hit: incr
