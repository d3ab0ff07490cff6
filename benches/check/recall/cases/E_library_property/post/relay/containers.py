from discord import SyncWebhook
from docker.models.containers import Container


def tags(container: Container) -> list[str]:
    return container.image.tags


class Announcer:
    def __init__(self, url: str) -> None:
        self.webhook = SyncWebhook.from_url(url)

    def announce(self, text: str) -> None:
        self.webhook.send(text, wait=True)
