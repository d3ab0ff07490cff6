import json

import rpcd.methods  # noqa: F401
from rpcd.registry import HANDLERS, lookup


async def handle(line: str) -> str:
    message = json.loads(line)
    result = HANDLERS[message["method"]](message["params"])  # via: save
    return json.dumps({"id": message["id"], "result": result})


async def notify(line: str) -> None:
    message = json.loads(line)
    handler = lookup(message["method"])
    handler(message["params"])  # via: pause
