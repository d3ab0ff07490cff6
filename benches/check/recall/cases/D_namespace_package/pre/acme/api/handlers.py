import asyncio

from acme.api.limits import Limits, QuotaExceeded
from acme.storage.quota import available


class UploadHandler:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.accepted = 0

    async def __call__(self, size: int) -> int:
        try:
            self.limits.check(size)  # via: scan
        except QuotaExceeded:
            return 507
        self.accepted += 1
        await asyncio.sleep(0)
        return 201

    async def status(self) -> dict[str, int]:
        return {"accepted": self.accepted, "free": available(self.limits.folder)}  # via: free
