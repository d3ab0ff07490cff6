import asyncio

from content.checkout import Checkout


class ContentSync:
    def __init__(self, url: str, folder: str) -> None:
        self.url = url
        self.folder = folder
        self.checkout: Checkout | None = None

    def _sync(self) -> str:
        if self.checkout is None:
            self.checkout = Checkout.fresh(self.url, self.folder)
        changes = self.checkout.update()
        return f"{changes} changes on {self.checkout.branch}"

    async def sync(self) -> str:
        return await asyncio.to_thread(self._sync)  # silent: sync
