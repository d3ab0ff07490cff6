"""A hundred thousand coroutines from a generator, collected in order.

    python benches/run/collect.py [--items N] [--rounds N] [--loop asyncio|uvloop]

Measured: microseconds per item, and the peak of resident memory above the start, in MB. Each contender
runs in a process of its own, in interleaved rounds; medians. `(2.0x)`: nonblock takes half of that.
The floor is a plain loop that awaits one coroutine after the other.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

from rounds import loop_factories, table

Collect = Callable[[Iterable[Coroutine[Any, Any, None]]], Coroutine[Any, Any, Any]]


async def no_op() -> None:
    """Do nothing, without waiting."""


async def one_turn() -> None:
    """Wait for one turn of the loop."""
    await asyncio.sleep(0)


async def by_nonblock(items: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Collect with nonblock."""
    nonblock: Any = importlib.import_module("nonblock")
    await nonblock.collect(items, workers=1024)


async def by_gather(items: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Collect with asyncio.gather."""
    await asyncio.gather(*items)


async def by_aioextensions(items: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Collect with aioextensions."""
    aioextensions: Any = importlib.import_module("aioextensions")
    await aioextensions.collect(items, workers=1024)


async def by_anyio(items: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Collect with a task group of anyio."""
    anyio: Any = importlib.import_module("anyio")
    results: list[None] = []

    async def keep(item: Coroutine[Any, Any, None]) -> None:
        results.append(await item)

    async with anyio.create_task_group() as group:
        for item in items:
            group.start_soon(keep, item)


async def floor(items: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Await one after the other."""
    results = [await item for item in items]
    del results


COLLECTS: dict[str, Collect] = {
    "nonblock": by_nonblock,
    "asyncio.gather": by_gather,
    "aioextensions": by_aioextensions,
    "anyio": by_anyio,
    "floor": floor,
}
ITEMS = {"no-op": no_op, "sleep(0)": one_turn}


async def one(name: str, item: str, count: int) -> dict[str, float]:
    """Measure one contender in this process."""
    await COLLECTS[name](ITEMS[item]() for _ in range(100))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    await COLLECTS[name](ITEMS[item]() for _ in range(count))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"time": seconds / count * 1e6, "memory": peak / 1024}


def in_process(loop: str, name: str, item: str, count: int) -> dict[str, float]:
    """Measure one contender in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--one", name, item, "--loop", loop]
    run = subprocess.run([*command, "--items", str(count)], capture_output=True, check=True)
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loop", choices=list(loop_factories()), default="asyncio")
    parser.add_argument("--one", nargs=2)
    options = parser.parse_args()
    if options.one:
        loop = loop_factories()[options.loop]()
        print(json.dumps(loop.run_until_complete(one(*options.one, options.items))))
        return
    version = platform.python_version()
    print(f"# Collect {options.items:,} coroutines: CPython {version}, {options.loop}")
    rows: dict[str, dict[str, dict[str, float]]] = {"time": {}, "memory": {}}
    for item in ITEMS:
        figures: dict[str, list[dict[str, float]]] = {name: [] for name in COLLECTS}
        for _ in range(options.rounds):
            for name in random.sample(list(COLLECTS), len(COLLECTS)):
                figures[name].append(in_process(options.loop, name, item, options.items))
        for what, by_item in rows.items():
            by_item[item] = {
                name: statistics.median(it[what] for it in measured)
                for name, measured in figures.items()
            }
    table("Time", "µs per item", rows["time"], "nonblock", less_is_better=True)
    table("Peak memory", "MB", rows["memory"], "nonblock", less_is_better=True)


if __name__ == "__main__":
    main()
