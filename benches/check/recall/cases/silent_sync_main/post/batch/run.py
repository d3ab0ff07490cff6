import asyncio
import json
import time
from pathlib import Path


async def process(items: list[dict]) -> int:
    await asyncio.sleep(0)
    return len(items)


def main(path: str) -> None:
    items = json.loads(Path(path).read_text())  # silent: read
    with open("/tmp/lock", "w"):  # silent: lock
        count = asyncio.run(process(items))
    time.sleep(0.1)  # silent: sleep
    Path("/tmp/count").write_text(str(count))  # silent: write


def repeat(path: str) -> None:
    loop = asyncio.new_event_loop()
    items = json.loads(Path(path).read_text())  # silent: reread
    loop.run_until_complete(process(items))
    loop.close()
