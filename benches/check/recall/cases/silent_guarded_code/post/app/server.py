from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests

    Session = requests.Session  # silent: typing


class Server:
    def __init__(self, session: Session | None = None) -> None:
        self.session = session
        self.started = time.monotonic()  # silent: monotonic

    async def serve(self) -> float:
        await asyncio.sleep(0)
        return time.perf_counter() - self.started  # silent: perf


def main(argv: list[str]) -> int:
    with open(argv[1]) as config:  # silent: main
        config.read()
    subprocess.run(["true"])  # silent: run
    asyncio.run(Server().serve())
    return 0


if __name__ == "__main__":
    time.sleep(0.1)  # silent: guard
    sys.exit(main(sys.argv))
