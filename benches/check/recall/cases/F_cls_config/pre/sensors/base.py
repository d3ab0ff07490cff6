from typing import Any, Self


class Gateway:
    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.nodes: dict[int, str] = {}
        self.setup()

    def setup(self) -> None:
        """Prepare what a kind of gateway needs."""

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        return cls(config)
