import docker
from docker.models.containers import Container


class Addon:
    def __init__(self, client: docker.DockerClient) -> None:
        self.client = client

    def _container(self) -> Container:
        return self.client.containers.get("addon")  # hit: get

    async def version(self) -> str:
        container = self._container()  # via: get
        return container.image.tags[0]  # hit: image
