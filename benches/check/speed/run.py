"""Times `nonblock check` against ty and its peers on real packages, interleaved, and prints ratios.

    python benches/check/speed/run.py                           # all trees, three rounds
    python benches/check/speed/run.py --tree aiohttp --rounds 5
    python benches/check/speed/run.py --start                   # start-up and one file only

A round runs every tool once, one after the other, so that a busy machine is busy for all. A ratio
is the median over the rounds of (the tool's time / ty's time in the same round). Home Assistant and
blockpath need Python 3.13: run this script with it, or they are left out. nonblock is built first
(release profile, as `pip install` builds it).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from contenders import Contender, contenders
from measure import Run, run
from trees import TREES, Tree, fetch, fetch_tools

REPOSITORY = Path(__file__).resolve().parents[3]
STARTS = 40


def main() -> int:
    """Runs the command and returns its exit code."""
    options = read_options()
    nonblock = options.nonblock.resolve() if options.nonblock else build()
    tools = fetch_tools()
    time_starts(nonblock, tools)
    if options.start:
        return 0
    for tree in TREES:
        if options.tree and tree.distribution not in options.tree:
            continue
        if sys.version_info < tree.oldest_python:
            needed = ".".join(map(str, tree.oldest_python))
            print(f"\n## {tree.distribution}: left out, its pinned version needs Python {needed}")
            continue
        fetch(tree)
        race(tree, contenders(nonblock, tools), options.rounds, options.timeout)
    return 0


def read_options() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    names = [tree.distribution for tree in TREES]
    parser.add_argument("--tree", action="append", choices=names, help="default: all of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=120, help="seconds a run may take")
    parser.add_argument("--start", action="store_true", help="time start-up and one file only")
    parser.add_argument("--nonblock", type=Path, help="a command already built")
    return parser.parse_args()


def build() -> Path:
    """Builds the command as an installation would."""
    cargo = ("cargo", "build", "--release", "--package=nonblock-cli", "--bin=nonblock")
    subprocess.run(cargo, cwd=REPOSITORY, check=True)
    return REPOSITORY / "target" / "release" / "nonblock"


def race(tree: Tree, field: list[Contender], rounds: int, timeout: float) -> None:
    """Times all contenders on a tree and prints a table."""
    results: dict[str, list[Run]] = {contender.name: [] for contender in field}
    for number in range(rounds):
        for contender in field:
            runs = results[contender.name]
            if runs and runs[-1].failure:
                continue
            contender.prepare(tree, number)
            runs.append(run(contender.command(tree), tree.folder, timeout))
    print(f"\n## {tree.distribution}: {tree.lines():,} lines, {rounds} rounds\n")
    print_table(results)


def print_table(results: dict[str, list[Run]]) -> None:
    """Prints medians, and ratios to the first contender."""
    print("| tool | s | x ty | peak MB | x ty |")
    print("| --- | --- | --- | --- | --- |")
    measure = next(iter(results.values()))
    for name, runs in results.items():
        if failure := runs[-1].failure:
            print(f"| {name} | {failure} | | | |")
            continue
        pairs = list(zip(runs, measure, strict=True))
        seconds = statistics.median(it.seconds for it in runs)
        slower = statistics.median(it.seconds / ty.seconds for it, ty in pairs)
        megabytes = statistics.median(it.megabytes for it in runs)
        larger = statistics.median(it.megabytes / ty.megabytes for it, ty in pairs)
        print(f"| {name} | {seconds:.2f} | {slower:.2f} | {megabytes:.0f} | {larger:.2f} |")


def time_starts(nonblock: Path, tools: Path) -> None:
    """Times what an editor or a pre-commit hook waits for: the start, and one small file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "one.py"
        source.write_text("import time\n\n\nasync def main():\n    time.sleep(1)\n")
        commands: dict[str, tuple[str | Path, ...]] = {
            "nonblock --version": (nonblock, "--version"),
            "ruff --version": (tools / "ruff", "--version"),
            "ty --version": (tools / "ty", "--version"),
            "python -c pass": (sys.executable, "-c", "pass"),
            "nonblock check one.py": (nonblock, "check", "--no-cache", source),
            "ruff check one.py": (tools / "ruff", "check", "--no-cache", "--select=ASYNC", source),
            "ty check one.py": (tools / "ty", "check", source),
        }
        times: dict[str, list[Run]] = {command: [] for command in commands}
        for _ in range(STARTS):
            for command, arguments in commands.items():
                times[command].append(run(arguments, folder, timeout=30))
    print(f"\n## start, {STARTS} rounds\n")
    print("| command | median ms | least ms |")
    print("| --- | --- | --- |")
    for command, runs in times.items():
        failures = {it.failure for it in runs if it.failure}
        milliseconds = [1000 * it.seconds for it in runs]
        figures = f"{statistics.median(milliseconds):.1f} | {min(milliseconds):.1f}"
        print(f"| {command} | {', '.join(failures) or figures} |")


if __name__ == "__main__":
    sys.exit(main())
