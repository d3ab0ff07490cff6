from abc import ABC, abstractmethod


class Backlight(ABC):
    @property
    @abstractmethod
    def level(self) -> int: ...

    @level.setter
    @abstractmethod
    def level(self, value: int) -> None: ...
