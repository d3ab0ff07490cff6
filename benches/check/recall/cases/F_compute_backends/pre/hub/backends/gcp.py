from google.cloud import compute_v1, storage

from hub.backends.base import Backend, BackendConfigurator


class GcpBackend(Backend):
    name = "gcp"

    def __init__(self, config: dict) -> None:
        self.config = config
        self._instances = compute_v1.InstancesClient()
        self._storage = storage.Client()

    def run_job(self, job: str) -> str:
        operation = self._instances.insert(project=self.config["project"], zone="a", instance_resource=job)  # hit: gcp
        return operation.name

    def list_repo_heads(self) -> list[str]:
        return []


class GcpConfigurator(BackendConfigurator):
    name = "gcp"

    def get_backend(self, config: dict) -> Backend:
        return GcpBackend(config)
