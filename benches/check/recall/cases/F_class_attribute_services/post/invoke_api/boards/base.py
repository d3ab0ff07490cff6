from abc import ABC, abstractmethod


class BoardStorageBase(ABC):
    @abstractmethod
    def get(self, identifier: str) -> str: ...

    @abstractmethod
    def save(self, identifier: str, name: str) -> None: ...
