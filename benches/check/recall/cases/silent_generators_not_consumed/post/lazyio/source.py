from collections.abc import Iterator
from dataclasses import dataclass, field


def read(path: str) -> Iterator[str]:
    with open(path, encoding="utf-8") as lines:  # silent: open
        for line in lines:
            yield line.strip()


@dataclass
class Plan:
    sources: list[Iterator[str]] = field(default_factory=list)


class Planner:
    def __init__(self) -> None:
        self.plan = Plan()

    async def add(self, path: str) -> int:
        self.plan.sources.append(read(path))  # silent: created
        return len(self.plan.sources)

    async def lengths(self, path: str) -> object:
        return (len(line) for line in read(path))  # silent: expression


def execute(plan: Plan) -> list[str]:
    return [line for source in plan.sources for line in source]  # silent: sync
