from typing import Any

import yaml
from dotenv import dotenv_values


class Source:
    def __init__(self) -> None:
        self.values = self.load()

    def load(self) -> dict[str, Any]:
        raise NotImplementedError


class YamlSource(Source):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__()

    def load(self) -> dict[str, Any]:
        with open(self.path) as text:  # hit: open
            return yaml.safe_load(text)  # hit: yaml


def environment(path: str) -> dict[str, str | None]:
    return dict(dotenv_values(path))  # hit: dotenv
