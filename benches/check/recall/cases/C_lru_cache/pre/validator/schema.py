import asyncio
import json
import shutil
import subprocess
from functools import cache, lru_cache
from typing import Any


class InvalidDocument(ValueError):
    pass


@lru_cache(maxsize=32)
def load_schema(name: str) -> dict[str, Any]:
    with open(f"/usr/share/schemas/{name}.json", encoding="utf-8") as text:  # hit: schema
        lines = list(text)
    return json.loads("".join(lines))


@cache
def binary() -> str:
    return shutil.which("jq") or "/usr/bin/jq"  # hit: which


@lru_cache
def revision() -> str:
    return subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)  # hit: revision


class Validator:
    async def validate(self, document: dict[str, Any]) -> str:
        schema = load_schema(document["kind"])  # via: schema
        missing = set(schema["required"]) - document.keys()
        if missing:
            raise InvalidDocument(f"{sorted(missing)} missing, schema {revision()}")  # via: revision
        process = await asyncio.create_subprocess_exec(binary(), ".", stdin=-1)  # via: which
        await process.wait()
        return schema["title"]
