from collections.abc import Callable, Iterable


class Switch:
    def __init__(self, name: str) -> None:
        self.name = name


def setup(async_add_entities: Callable[[Iterable[Switch]], None]) -> object:
    async def discovered(name: str) -> None:
        async_add_entities([Switch(name)])  # silent: add

    return discovered
