"""Compares process pools: latency, throughput, large payloads, start. Prints ratios to ProcessPoolExecutor.

    python benches/run/processes.py [--rounds 3] [--only latency,throughput,payload,start] [--uvloop]

Each measure runs every contender once per round, in an interpreter of its own, rounds interleaved; the median of the
rounds is printed. `pinned` runs the application and all its workers on one core, which removes the scheduler's choice
between one core and two from the latency.
"""

# ruff: noqa: S101 - each contender is imported only where it is measured

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import processes_work as work
from processes_contenders import CONTENDERS, USUAL

HUNDRED_MB = 100 << 20
ROOT = Path(__file__).parent.parent.parent


async def latency(it: Any) -> dict[str, float]:
    """One no-op in flight."""
    for _ in range(200):
        await it.call(work.noop)
    times = []
    for _ in range(2000):
        start = time.perf_counter()
        await it.call(work.noop)
        times.append(time.perf_counter() - start)
    times.sort()
    return {"no-op p50 us": times[1000] * 1e6, "no-op p99 us": times[1980] * 1e6}


async def throughput(it: Any) -> dict[str, float]:
    """64 in flight, 10,000 queued at once, dictionaries of 200 bytes."""
    await asyncio.gather(*[it.call(work.noop) for _ in range(2000)])
    value = {f"key{number}": "x" * 10 for number in range(10)}

    async def caller(count: int, function: Any, *args: Any) -> None:
        for _ in range(count):
            await it.call(function, *args)

    result = {}
    start = time.perf_counter()
    await asyncio.gather(*[caller(200, work.noop) for _ in range(64)])
    result["64 in flight /s"] = 64 * 200 / (time.perf_counter() - start)
    start = time.perf_counter()
    await asyncio.gather(*[caller(100, work.echo, value) for _ in range(64)])
    result["64 in flight, 200 B dict /s"] = 64 * 100 / (time.perf_counter() - start)
    start = time.perf_counter()
    await asyncio.gather(*[it.call(work.noop) for _ in range(10_000)])
    result["10k queued /s"] = 10_000 / (time.perf_counter() - start)
    return result


async def payload(it: Any) -> dict[str, float]:
    """100 MB there, and there and back, with the loop's longest stall."""
    import numpy

    result = {}
    for name, value in (
        ("numpy", numpy.ones(HUNDRED_MB, dtype="u1")),
        ("bytes", bytes(HUNDRED_MB)),
    ):
        for function, what in ((work.size, "send"), (work.echo, "echo")):
            await it.call(function, value)
            times, stalls = [], []
            for _ in range(4):
                worst, is_over = 0.0, False

                async def watch() -> None:
                    nonlocal worst
                    while not is_over:  # noqa: B023 - the loop of this very round
                        before = time.perf_counter()
                        await asyncio.sleep(0.0002)
                        worst = max(worst, time.perf_counter() - before - 0.0002)

                watcher = asyncio.create_task(watch())
                await asyncio.sleep(0)
                start = time.perf_counter()
                got = await it.call(function, value)
                times.append(time.perf_counter() - start)
                is_over = True
                await watcher
                del got
                stalls.append(worst)
            result[f"100 MB {name} {what} ms"] = min(times) * 1e3
            if what == "echo":
                result[f"100 MB {name} echo, worst stall ms"] = min(stalls) * 1e3
    return result


async def start(it: Any, began: float) -> dict[str, float]:
    """The first result of a cold pool."""
    await it.call(work.noop)
    return {"cold first result ms": (time.perf_counter() - began) * 1e3}


async def start_numpy(it: Any, began: float) -> dict[str, float]:
    """The same for a function that imports numpy."""
    await it.call(work.numpy_sum)
    return {"cold first result, numpy ms": (time.perf_counter() - began) * 1e3}


async def replace(it: Any) -> dict[str, float]:
    """A worker killed in a call: the time until another worker has given a result."""
    times = []
    for _ in range(30):
        await it.call(work.noop)
        begin = time.perf_counter()
        try:
            await it.call(work.die)
        except Exception as error:
            assert "Crash" in type(error).__name__ or error
        await it.call(work.noop)
        times.append(time.perf_counter() - begin)
    times.sort()
    return {
        "crash to next result p50 ms": times[15] * 1e3,
        "crash to next result worst ms": times[-1] * 1e3,
    }


async def measure(what: str, name: str) -> dict[str, float]:
    """One measure of one contender."""
    for module in NEEDS.get(name, ()):
        __import__(module)  # before the clock starts: a program has its imports behind it
    began = time.perf_counter()
    it = CONTENDERS[name]()
    try:
        if what.startswith("start"):
            return await globals()[what](it, began)
        return await globals()[what.removesuffix("_pinned")](it)
    finally:
        await it.close()


NEEDS = {
    "nonblock": ["nonblock"],
    "loky": ["loky"],
    "pebble": ["pebble"],
    "aiomisc": ["aiomisc"],
    "anyio.to_process": ["anyio", "anyio.to_process"],
}
MEASURES = {
    "latency": USUAL,
    "latency_pinned": USUAL,
    "throughput": USUAL,
    "throughput_pinned": USUAL,
    "payload": USUAL,
    "start": [*USUAL, "PPE forkserver", "PPE spawn"],
    "start_numpy": [*USUAL, "PPE forkserver", "PPE spawn"],
    "replace": ["nonblock", "pebble", "anyio.to_process", "aiomisc"],
}


def floors() -> dict[str, float]:
    """What the system itself takes."""
    command = ["cargo", "run", "-q", "--release", "-p", "nonblock-pool", "--example", "floors"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return {key: float(value) for key, value in (line.split() for line in done.stdout.splitlines())}


def run_once(what: str, name: str, loop: str) -> dict[str, float]:
    """One measure of one contender in an interpreter of its own."""
    command = [sys.executable, __file__, "--one", what, name, "--loop", loop]
    if what.endswith("_pinned"):
        command = ["taskset", "-c", "0", *command]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env=environment, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, json.JSONDecodeError, IndexError) as error:
        sys.stderr.write(f"{what} of {name}: {error}\n{getattr(error, 'stderr', '')}\n")
        return {}


def print_table(what: str, results: dict[str, list[dict[str, float]]]) -> None:
    """The medians, and how many times better than ProcessPoolExecutor."""
    medians = {
        name: {key: statistics.median(it[key] for it in rounds if key in it) for key in rounds[0]}
        for name, rounds in results.items()
        if rounds and rounds[0]
    }
    anchor = medians.get("ProcessPoolExecutor") or medians.get("pebble", {})
    keys = list(dict.fromkeys(key for it in medians.values() for key in it))
    print(f"\n### {what}\n\n| | " + " | ".join(keys) + " |\n|---|" + "---|" * len(keys))
    for name, values in medians.items():
        cells = []
        for key in keys:
            value = values.get(key)
            if value is None:
                cells.append("-")
                continue
            ratio = value / anchor[key] if key.endswith("/s") else anchor[key] / value
            cells.append(
                f"{value:,.1f} ({ratio:.1f}x)" if value < 1000 else f"{value:,.0f} ({ratio:.1f}x)"
            )
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(MEASURES))
    parser.add_argument("--loop", default="asyncio", choices=["asyncio", "uvloop"])
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        if options.loop == "uvloop":
            import uvloop

            asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
        print(json.dumps(asyncio.run(measure(*options.one))))
        return
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {options.loop}, {os.cpu_count()} cores, ",
        end="",
    )
    print(
        f"median of {options.rounds} interleaved rounds; in brackets: times better than ProcessPoolExecutor",
        flush=True,
    )
    print("floors: " + ", ".join(f"{key} {value}" for key, value in floors().items()), flush=True)
    for what in options.only.split(","):
        results: dict[str, list[dict[str, float]]] = {name: [] for name in MEASURES[what]}
        for _ in range(options.rounds):
            for name, rounds in results.items():
                rounds.append(run_once(what, name, options.loop))
        print_table(what, results)


if __name__ == "__main__":
    main()
