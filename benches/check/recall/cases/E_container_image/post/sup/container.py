import asyncio

import docker
from docker.models.containers import Container


class Addon:
    def __init__(self, client: docker.DockerClient) -> None:
        self.client = client

    def _container(self) -> Container:
        return self.client.containers.get("addon")

    def version(self) -> str:
        container = self._container()
        return container.image.tags[0]


async def version(addon: Addon) -> str:
    return await asyncio.to_thread(addon.version)  # silent: get  # silent: image
