import asyncio
import json
import rpcd.methods  # noqa: F401
from rpcd.registry import HANDLERS, lookup


async def handle(line: str) -> str:
    message = json.loads(line)
    handler = HANDLERS[message["method"]]
    result = await asyncio.to_thread(handler, message["params"])  # silent: save
    return json.dumps({"id": message["id"], "result": result})


async def notify(line: str) -> None:
    message = json.loads(line)
    handler = lookup(message["method"])
    await asyncio.to_thread(handler, message["params"])  # silent: pause
