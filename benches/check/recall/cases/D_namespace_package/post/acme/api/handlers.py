import asyncio

from acme.api.limits import Limits, QuotaExceeded
from acme.storage.quota import available


class UploadHandler:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.accepted = 0

    async def __call__(self, size: int) -> int:
        try:
            await asyncio.to_thread(self.limits.check, size)  # silent: scan
        except QuotaExceeded:
            return 507
        self.accepted += 1
        return 201

    async def status(self) -> dict[str, int]:
        free = await asyncio.to_thread(available, self.limits.folder)  # silent: free
        return {"accepted": self.accepted, "free": free}
