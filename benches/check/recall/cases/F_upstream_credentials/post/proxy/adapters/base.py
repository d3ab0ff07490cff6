from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass
class Credential:
    token: str
    expires: float


class UpstreamAdapter(ABC):
    name: str

    @abstractmethod
    def get_credential(self) -> Credential: ...

    @abstractmethod
    def is_authenticated(self) -> bool: ...
