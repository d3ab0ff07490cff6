import asyncio
import json
from typing import Any


class Places:
    """Cities, read when first needed."""

    def __getattr__(self, name: str) -> Any:
        with open("places.json") as file:
            self.__dict__.update(json.load(file))
        return self.__dict__[name]


places = Places()


async def capital() -> str:
    return await asyncio.to_thread(getattr, places, "capital")  # silent: load
