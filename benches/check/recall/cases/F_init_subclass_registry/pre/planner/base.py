from typing import ClassVar


class Strategy:
    registry: ClassVar[dict[str, type["Strategy"]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        Strategy.registry[cls.__name__.lower()] = cls

    def apply(self, attempt: int) -> None:
        raise NotImplementedError


def create(name: str) -> Strategy:
    return Strategy.registry[name]()
