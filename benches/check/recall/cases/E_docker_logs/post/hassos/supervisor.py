import asyncio

from docker.models.containers import Container

from hassos.docker_api import DockerAPI


class Supervisor:
    def __init__(self) -> None:
        self.api: DockerAPI | None = None
        self.lines: list[bytes] = []

    async def initialize(self) -> None:
        self.api = await asyncio.to_thread(DockerAPI)  # silent: client

    def _install(self, api: DockerAPI, image: str) -> list[bytes]:
        container: Container = api.start(image)
        return list(api.logs(container))

    async def install(self, image: str) -> None:
        assert self.api is not None
        self.lines += await asyncio.to_thread(self._install, self.api, image)  # silent: logs
