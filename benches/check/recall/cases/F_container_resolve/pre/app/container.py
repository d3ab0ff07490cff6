from typing import Any, TypeVar

T = TypeVar("T")


class Container:
    def __init__(self) -> None:
        self._instances: dict[type[Any], Any] = {}

    def register(self, cls: type[T], instance: T) -> None:
        self._instances[cls] = instance

    def resolve(self, cls: type[T]) -> T:
        return self._instances[cls]
