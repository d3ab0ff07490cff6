"""Prints what is promised about the speed of threads, processes, generators and `collect`, beside what was measured.

    python benches/run/speed_table.py [--rounds 3] [--only processes,payload,start,threads,generators,collect]
                                      [--loop asyncio|uvloop]

Another interpreter prints its own: `.ci/pythons 3.13` makes `target/pythons/3.13/bin/python`. It tells what to install.

Each line compares nonblock with the anchor that the promise names, in interleaved rounds: anchor, nonblock, nonblock
again. Medians; A/A is nonblock against itself, the noise of the machine. `reach` is the promise.
"""

# ruff: noqa: E402 - what is missing is told first

from __future__ import annotations

import argparse
import functools
import importlib.util
import os
import platform
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ANCHORS = ("aioextensions", "aiomisc", "anyio", "numpy")
if missing := [name for name in ANCHORS if importlib.util.find_spec(name) is None]:
    sys.exit(f"to compare with: {sys.executable} -m pip install {' '.join(missing)}")
sys.path.insert(0, str(Path(__file__).parent))

import collect
import generators
import rounds
import threads

import processes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

AGAIN = "nonblock again"
LIMITS = {"100 MB numpy echo, worst stall ms", "crash to next result p50 ms"}
"""Figures that are promised themselves, whatever the anchor's."""
Figures = dict[str, list[float]]


def line(what: str, unit: str, figures: Figures, reach: float, *, less_is_better: bool) -> None:
    """Print a line; the anchor is the first of `figures`."""
    medians = {name: statistics.median(values) for name, values in figures.items() if values}
    anchor, *_ = figures
    ours, again = medians["nonblock"], medians[AGAIN]
    # The two runs of nonblock are one measure: their mean is compared.
    mean = (ours + again) / 2
    ratio = medians[anchor] / mean if less_is_better else mean / medians[anchor]
    noise = max(ours, again) / min(ours, again)
    verdict = "yes" if ratio >= reach else "**no**"
    print(
        f"| {what} | {anchor} | {medians[anchor]:,.4g} {unit} | {mean:,.4g} {unit} "
        f"| {ratio:.1f}x | {reach:.3g}x | {verdict} | {noise:.2f} |",
        flush=True,
    )


def limit(what: str, unit: str, figures: Figures, most: float) -> None:
    """Print a line whose promise is a figure, not a ratio."""
    medians = {name: statistics.median(values) for name, values in figures.items() if values}
    anchor, *_ = figures
    ours = max(medians["nonblock"], medians[AGAIN])
    verdict = "yes" if ours <= most else "**no**"
    print(
        f"| {what} | {anchor} | {medians[anchor]:,.4g} {unit} | {ours:,.3g} {unit} "
        f"| - | {most:g} {unit} | {verdict} | - |",
        flush=True,
    )


def of_processes(
    loop: str, count: int, measure: str, anchor: str, lines: list[tuple[str, str, float]]
) -> None:
    """Measure in interpreters of their own; `lines` are the key, the title and the reach of each figure."""
    runs: dict[str, list[dict[str, float]]] = {anchor: [], "nonblock": [], AGAIN: []}
    for _ in range(count):
        for name, results in runs.items():
            contender = "nonblock" if name == AGAIN else name
            results.append(processes.run_once(measure, contender, loop))
    for key, title, reach in lines:
        figures = {name: [it[key] for it in results if key in it] for name, results in runs.items()}
        unit = key.rsplit(" ", 1)[-1]
        if key in LIMITS:
            limit(title, unit, figures, reach)
            continue
        line(title, unit, figures, reach, less_is_better=not key.endswith("/s"))


def here(  # noqa: PLR0913, PLR0917 - a line of the table and how to measure it
    loop: str,
    count: int,
    what: str,
    unit: str,
    measures: dict[str, Callable[[], Awaitable[float]]],
    reach: float,
    *,
    less_is_better: bool = False,
) -> None:
    """Measure on a loop of this process; the last of `measures` is ours."""
    *_, ours = measures.values()
    anchor, *_ = measures
    contenders = {anchor: measures[anchor], "nonblock": ours, AGAIN: ours}
    figures: Figures = {name: [] for name in contenders}
    factory = rounds.loop_factories()[loop]
    for _ in range(count):
        for name, measure in contenders.items():
            figures[name].append(rounds.run_on(factory(), measure()))
    line(what, unit, figures, reach, less_is_better=less_is_better)


def print_processes(loop: str, count: int) -> None:
    """Print latency and throughput of no-ops."""
    latency = ("no-op p50 us", "`in_process` no-op, one in flight, one core")
    many = ("64 in flight /s", "`in_process` no-op, 64 in flight")
    queued = ("10k queued /s", "`in_process` no-op, 10k queued by `asyncio.gather`")
    of_processes(loop, count, "latency_pinned", "ProcessPoolExecutor", [(*latency, 5)])
    of_processes(loop, count, "throughput", "ProcessPoolExecutor", [(*many, 20), (*queued, 10)])
    of_processes(loop, count, "throughput", "multiprocessing.Pool", [(*many, 6), (*queued, 4)])


def print_payload(loop: str, count: int) -> None:
    """Print large arguments and results."""
    of_processes(
        loop,
        count,
        "payload",
        "ProcessPoolExecutor",
        [
            ("100 MB numpy send ms", "100 MB numpy array sent", 15),
            ("100 MB numpy echo ms", "100 MB numpy array sent and returned", 20),
            ("100 MB numpy echo, worst stall ms", "the loop's worst stall meanwhile", 20),
            ("100 MB bytes send ms", "100 MB of bytes sent", 3),
            ("100 MB bytes echo ms", "100 MB of bytes sent and returned", 3),
        ],
    )


def print_start(loop: str, count: int) -> None:
    """Print cold starts, against the start methods that are safe with threads."""
    for anchor in ("PPE forkserver", "PPE spawn"):
        key, numpy = "cold first result ms", "cold first result, numpy ms"
        of_processes(loop, count, "start", anchor, [(key, "first result of a cold pool", 1 / 0.6)])
        of_processes(
            loop,
            count,
            "start_numpy",
            anchor,
            [(numpy, "the same, for a function of numpy", 1 / 0.6)],
        )
    title = "the next worker: from a crash to a result of another one"
    key = "crash to next result p50 ms"
    of_processes(loop, count, "replace", "anyio.to_process", [(key, title, 3)])


def print_threads(loop: str, count: int) -> None:
    """Print no-ops in threads."""
    to_thread, ours = threads.CALLS["asyncio.to_thread"], threads.CALLS["nonblock.in_thread"]
    pair = functools.partial(_pair, to_thread, ours)
    title = "`in_thread` no-op, one in flight"
    here(loop, count, title, "us", pair(threads.one_at_a_time), 1 / 0.9, less_is_better=True)
    here(loop, count, "`in_thread` no-op, 64 callers", "/s", pair(threads.many_callers), 5)
    queued = functools.partial(threads.many_queued, to_thread)
    collected = functools.partial(threads.many_collected, ours)
    here(
        loop,
        count,
        "`in_thread` no-op, 10k by `nonblock.collect`, the anchor's by `asyncio.gather`",
        "/s",
        {"asyncio.to_thread": queued, "nonblock": collected},
        10,
    )
    here(loop, count, "the same, both by `asyncio.gather`", "/s", pair(threads.many_queued), 10)
    floor = functools.partial(threads.many_queued, threads.floor)
    here(
        loop,
        count,
        "the same for futures that the loop resolves itself: what `asyncio.gather` takes",
        "/s",
        {"asyncio.to_thread": queued, "floor": floor},
        10,
    )


def _pair(
    anchor: threads.Call, ours: threads.Call, measure: Callable[[threads.Call], Awaitable[float]]
) -> dict[str, Callable[[], Awaitable[float]]]:
    return {
        "asyncio.to_thread": functools.partial(measure, anchor),
        "nonblock": functools.partial(measure, ours),
    }


def print_generators(loop: str, count: int) -> None:
    """Print items of a generator in a thread."""
    for anchor, reach in (("aioextensions", 40), ("aiomisc", 6)):
        items = {
            name: functools.partial(generators.consume, generate, 200_000 // fewer)
            for name, (generate, fewer) in generators.GENERATES.items()
            if name in {anchor, "nonblock"}
        }
        ordered = {anchor: items[anchor], "nonblock": items["nonblock"]}
        here(
            loop, count, "`generate_in_thread`, an item", "us", ordered, reach, less_is_better=True
        )


def print_collect(loop: str, count: int) -> None:
    """Print a hundred thousand items from a generator."""
    for item, reach in (("no-op", 15), ("sleep(0)", 5)):
        runs: dict[str, list[dict[str, float]]] = {"asyncio.gather": [], "nonblock": [], AGAIN: []}
        for _ in range(count):
            for name, results in runs.items():
                contender = "nonblock" if name == AGAIN else name
                results.append(collect.in_process(loop, contender, item, 100_000))
        times = {name: [it["time"] for it in them] for name, them in runs.items()}
        line(f"`collect` of 100k `{item}`, an item", "us", times, reach, less_is_better=True)
        peaks = {name: [it["memory"] for it in them] for name, them in runs.items()}
        # None at all if it needs no more than the interpreter has needed before.
        limit(f"`collect` of 100k `{item}`, peak memory", "MB", peaks, 15)


PARTS = {
    "processes": print_processes,
    "payload": print_payload,
    "start": print_start,
    "threads": print_threads,
    "generators": print_generators,
    "collect": print_collect,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    options = parser.parse_args()
    began = time.monotonic()
    load = os.getloadavg()[0]
    print(
        f"CPython {platform.python_version()}, {options.loop}, {os.cpu_count()} cores, load {load:.0f}"
    )
    print(f"at the start, {options.rounds} rounds. Floors: ", end="")
    print(", ".join(f"`{key}` {value:g}" for key, value in processes.floors().items()) + ".\n")
    print("| measure | anchor | anchor's | nonblock | ratio | reach | reached | A/A |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for part in options.only.split(","):
        PARTS[part](options.loop, options.rounds)
    print(f"\nThis took {(time.monotonic() - began) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
