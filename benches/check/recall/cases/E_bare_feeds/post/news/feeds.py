import feedparser


class FeedManager:
    def __init__(self, url: str) -> None:
        self.url = url

    def update(self) -> list[str]:
        feed = feedparser.parse(self.url)
        return [entry.title for entry in feed.entries]
