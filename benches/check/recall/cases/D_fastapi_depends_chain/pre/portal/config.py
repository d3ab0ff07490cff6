import tomllib
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    title: str
    debug: bool


def read_settings(path: str = "/etc/portal.toml") -> Settings:
    with open(path, "rb") as text:  # hit: settings
        values = tomllib.load(text)
    return Settings(values["title"], values.get("debug", False))
