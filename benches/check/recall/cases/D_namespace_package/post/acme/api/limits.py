from dataclasses import dataclass

from acme.storage import quota


class QuotaExceeded(Exception):
    pass


@dataclass
class Limits:
    folder: str
    maximum: int

    def check(self, size: int) -> None:
        if quota.used(self.folder) + size > self.maximum:
            raise QuotaExceeded(self.folder)
