from aiohttp import web
from discord import SyncWebhook


def absolute(request: web.BaseRequest, path: str) -> str:
    return f"https://{request.host}{path}"  # hit: host


class Announcer:
    def __init__(self, url: str) -> None:
        self.webhook = SyncWebhook.from_url(url)

    def announce(self, text: str) -> None:
        self.webhook.send(text, wait=True)  # hit: webhook
