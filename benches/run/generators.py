"""Items of a generator in a thread.

    python benches/run/generators.py [--items N] [--rounds N]

Measured: microseconds per item. aioextensions hops to a thread for every item, so it gets a hundredth
of the items. The floor is the same generator iterated without a thread. `(2.0x)`: nonblock takes half.
"""

from __future__ import annotations

import argparse
import functools
import platform
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aioextensions
import aiomisc
from rounds import Measure, loop_factories, measure, table

import nonblock

Generate = Callable[[int], AsyncIterator[int]]


def numbers(count: int) -> Iterator[int]:
    """Yield numbers."""
    yield from range(count)


async def by_aiomisc(count: int) -> AsyncIterator[int]:
    """Iterate with aiomisc, which needs closing."""
    threaded: Any = aiomisc.threaded_iterable_separate(numbers)
    async with threaded(count) as items:
        async for item in items:
            yield item


async def floor(count: int) -> AsyncIterator[int]:
    """Iterate on the loop itself."""
    for item in numbers(count):
        yield item


GENERATES: dict[str, tuple[Generate, int]] = {
    "nonblock": (functools.partial(nonblock.generate_in_thread, numbers), 1),
    "nonblock, ahead=0": (
        functools.partial(nonblock.generate_in_thread.options(ahead=0), numbers),
        100,
    ),
    "aioextensions": (functools.partial(aioextensions.generate_in_thread, numbers), 100),
    "aiomisc": (by_aiomisc, 1),
    "floor": (floor, 1),
}


async def consume(generate: Generate, count: int) -> float:
    """Return microseconds per item."""
    start = time.perf_counter()
    total = 0
    async for item in generate(count):
        total += item
    seconds = time.perf_counter() - start
    if total != count * (count - 1) // 2:
        raise AssertionError("items were lost")
    return seconds / count * 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"# Generators in threads: CPython {platform.python_version()}")
    contenders: dict[str, Measure] = {
        name: functools.partial(consume, generate, max(1, options.items // fewer))
        for name, (generate, fewer) in GENERATES.items()
    }
    rows = {
        loop: measure(contenders, factory, options.rounds)
        for loop, factory in loop_factories().items()
    }
    table("Time", "µs per item", rows, "nonblock", less_is_better=True)


if __name__ == "__main__":
    main()
