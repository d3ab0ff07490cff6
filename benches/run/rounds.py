"""Interleaved rounds: every contender runs once per round, in a new order, on a loop of its own."""

from __future__ import annotations

import asyncio
import gc
import importlib
import random
import statistics
from collections.abc import Awaitable, Callable
from typing import Any

Measure = Callable[[], Awaitable[float]]


def loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Return the loops to measure on: the standard one, and uvloop if it is installed."""
    factories: dict[str, Callable[[], Any]] = {"asyncio": asyncio.new_event_loop}
    try:
        uvloop: Any = importlib.import_module("uvloop")
    except ImportError:
        return factories
    return {**factories, "uvloop": uvloop.new_event_loop}


def measure(
    contenders: dict[str, Measure], factory: Callable[[], asyncio.AbstractEventLoop], rounds: int
) -> dict[str, float]:
    """Return the median over rounds of what each contender measures."""
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            gc.collect()
            figures[name].append(run_on(factory(), contenders[name]()))
    return {name: statistics.median(values) for name, values in figures.items()}


def run_on(loop: asyncio.AbstractEventLoop, main: Awaitable[float]) -> float:
    """Run on a loop and close it."""
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(main)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        loop.close()


def table(
    title: str, unit: str, rows: dict[str, dict[str, float]], ours: str, *, less_is_better: bool
) -> None:
    """Print figures, and ours against each other contender."""
    names = list(next(iter(rows.values())))
    print(f"\n## {title}\n")
    print(f"| {unit} | {' | '.join(names)} |")
    print(f"| --- | {' | '.join('---' for _ in names)} |")
    for label, figures in rows.items():
        cells = []
        for name in names:
            figure = figures[name]
            ratio = figure / figures[ours] if less_is_better else figures[ours] / figure
            cells.append(f"{figure:,.3g}" if name == ours else f"{figure:,.3g} ({ratio:.1f}x)")
        print(f"| {label} | {' | '.join(cells)} |")
