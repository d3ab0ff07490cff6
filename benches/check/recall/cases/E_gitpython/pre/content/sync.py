from content.checkout import Checkout


class ContentSync:
    def __init__(self, url: str, folder: str) -> None:
        self.url = url
        self.folder = folder
        self.checkout: Checkout | None = None

    async def sync(self) -> str:
        if self.checkout is None:
            self.checkout = Checkout.fresh(self.url, self.folder)  # via: clone
        changes = self.checkout.update()  # via: pull
        return f"{changes} changes on {self.checkout.branch}"  # via: branch
