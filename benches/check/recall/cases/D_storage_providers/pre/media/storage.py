from collections.abc import Sequence

from media.providers import StorageProvider


class MediaStorage:
    def __init__(self, providers: Sequence[StorageProvider]) -> None:
        self.providers = providers

    async def store(self, path: str) -> None:
        for provider in self.providers:
            provider.store_file(path)  # via: copy
