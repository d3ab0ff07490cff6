from dataclasses import dataclass, field
from typing import Any

from core.config.loader import load_toml


@dataclass
class AgentConfig:
    name: str
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_file(cls, path: str) -> "AgentConfig":
        return cls(**load_toml(path))


def load_app_config(path: str = "config.toml") -> AgentConfig:
    return AgentConfig.from_file(path)
