from abc import ABC, abstractmethod


class Backend(ABC):
    name: str

    @abstractmethod
    def run_job(self, job: str) -> str: ...

    @abstractmethod
    def list_repo_heads(self) -> list[str]: ...


class BackendConfigurator(ABC):
    name: str

    @abstractmethod
    def get_backend(self, config: dict) -> Backend: ...
