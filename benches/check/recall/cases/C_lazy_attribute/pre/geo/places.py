import json
from typing import Any


class Places:
    """Cities, read when first needed."""

    def __getattr__(self, name: str) -> Any:
        with open("places.json") as file:  # hit: load
            self.__dict__.update(json.load(file))
        return self.__dict__[name]


places = Places()


async def capital() -> str:
    return places.capital  # via: load
