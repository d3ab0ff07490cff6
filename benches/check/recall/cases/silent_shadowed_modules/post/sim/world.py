from dataclasses import dataclass, field

from sim import time


@dataclass
class Requests:
    counts: dict[str, int] = field(default_factory=dict)

    def get(self, name: str) -> int:
        return self.counts.get(name, 0)


class World:
    def __init__(self) -> None:
        self.requests = Requests()

    async def tick(self) -> float:
        return time.sleep(0.5)  # silent: time

    async def load(self, requests: Requests, name: str) -> int:
        return requests.get(name)  # silent: parameter

    async def own(self, name: str) -> int:
        return self.requests.get(name)  # silent: attribute

    async def run(self, subprocess: dict[str, int], os: list[str]) -> int:
        os.remove("idle")  # silent: os
        return subprocess.get("run", 0)  # silent: subprocess
