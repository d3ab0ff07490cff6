from crawler import disk
from crawler.fetch import FetchError, fetch


class Site:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.pages: dict[str, bytes] = {}

    async def visit(self, url: str) -> bool:
        try:
            self.pages[url] = await fetch(url)
        except FetchError as error:
            disk.write_report(self.folder, error)  # via: report
            return False
        return True

    async def crawl(self, urls: list[str]) -> int:
        try:
            return sum([await self.visit(url) for url in urls])
        finally:
            disk.discard(self.folder)  # via: tree
