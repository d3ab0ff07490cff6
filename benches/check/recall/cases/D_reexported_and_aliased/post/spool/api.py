from .fs import ticket as new_ticket

__all__ = ["Queue", "new_ticket"]


class Queue:
    def __init__(self) -> None:
        self.names: list[str] = []

    def enqueue(self, name: str) -> str:
        self.names.append(name)
        return str(new_ticket(name))
