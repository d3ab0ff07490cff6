from docker.models.containers import Container

from hassos.docker_api import DockerAPI


class Supervisor:
    def __init__(self) -> None:
        self.api: DockerAPI | None = None
        self.lines: list[bytes] = []

    async def initialize(self) -> None:
        self.api = DockerAPI()  # via: client

    async def install(self, image: str) -> None:
        assert self.api is not None
        container: Container = self.api.start(image)  # via: run
        for line in self.api.logs(container):  # via: logs
            self.lines.append(line)
