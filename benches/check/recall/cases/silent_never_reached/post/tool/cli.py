from tool.sync_api import SyncApi


def run(urls: list[str]) -> list[str]:
    api = SyncApi()
    return [api.fetch(url) for url in urls]  # silent: cli
