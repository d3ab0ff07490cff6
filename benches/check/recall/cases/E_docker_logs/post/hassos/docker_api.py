from collections.abc import Iterator

import docker
from docker.models.containers import Container


class DockerAPI:
    def __init__(self) -> None:
        self.docker = docker.DockerClient(base_url="unix://var/run/docker.sock", version="auto")

    def start(self, image: str) -> Container:
        return self.docker.containers.run(image, detach=True)

    def logs(self, container: Container) -> Iterator[bytes]:
        for line in container.logs(stream=True, follow=True):
            yield line.rstrip()
