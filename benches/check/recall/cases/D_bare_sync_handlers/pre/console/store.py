"""What the console remembers between restarts."""

import json
import pathlib


class Store:
    """Names of devices that nobody wants to see."""

    def __init__(self, folder: str) -> None:
        self._path = pathlib.Path(folder) / "hidden.json"
        self.hidden: set[str] = set()

    def save(self) -> None:
        """Write the names."""
        with self._path.open("w", encoding="utf-8") as file:  # hit: save
            json.dump(sorted(self.hidden), file)


STORE = Store("/data")
