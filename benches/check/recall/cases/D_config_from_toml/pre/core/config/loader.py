import tomllib
from typing import Any


def load_toml(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:  # hit: open
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
