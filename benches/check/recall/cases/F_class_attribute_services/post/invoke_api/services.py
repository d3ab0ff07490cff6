from dataclasses import dataclass

from invoke_api.boards.base import BoardStorageBase


@dataclass
class InvocationServices:
    boards: BoardStorageBase
    limit: int = 100


class Invoker:
    def __init__(self, services: InvocationServices) -> None:
        self.services = services
