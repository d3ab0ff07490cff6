from abc import ABC, abstractmethod
from pathlib import Path


class BaseParser(ABC):
    @property
    @abstractmethod
    def extensions(self) -> list[str]: ...

    @abstractmethod
    async def parse(self, source: str | Path) -> str: ...
