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
    with open(f"/usr/share/schemas/{name}.json", encoding="utf-8") as text:
        lines = list(text)
    return json.loads("".join(lines))


@cache
def binary() -> str:
    return shutil.which("jq") or "/usr/bin/jq"


@lru_cache
def revision() -> str:
    return subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)


class Validator:
    async def validate(self, document: dict[str, Any]) -> str:
        schema = await asyncio.to_thread(load_schema, document["kind"])  # silent: schema
        missing = set(schema["required"]) - document.keys()
        if missing:
            commit = await asyncio.to_thread(revision)  # silent: revision
            raise InvalidDocument(f"{sorted(missing)} missing, schema {commit}")
        program = await asyncio.to_thread(binary)  # silent: which
        process = await asyncio.create_subprocess_exec(program, ".", stdin=-1)
        await process.wait()
        return schema["title"]
