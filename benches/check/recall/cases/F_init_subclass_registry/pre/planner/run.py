from planner.base import create


async def run(name: str) -> None:
    strategy = create(name)
    strategy.apply(1)  # via: sleep
