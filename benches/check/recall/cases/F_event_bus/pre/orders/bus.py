from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class OrderPlaced:
    number: int
    customer: str


Listener = Callable[[OrderPlaced], None]


class Bus:
    def __init__(self) -> None:
        self._listeners: dict[type, list[Listener]] = defaultdict(list)

    def subscribe(self, kind: type, listener: Listener) -> None:
        self._listeners[kind].append(listener)

    def publish(self, event: OrderPlaced) -> None:
        for listener in self._listeners[type(event)]:
            listener(event)
