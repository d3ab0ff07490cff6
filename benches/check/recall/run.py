"""Tell whether `nonblock check` finds real bugs: run it and its peers, and count.

python benches/check/recall/run.py                      # all cases, all tools
python benches/check/recall/run.py --case D_ --tool nonblock --floor-recall 0.95
python benches/check/recall/run.py --validate           # test the cases themselves
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from case import TIERS, Case, load_all
from environment import find_nonblock, prepare, python_of
from score import Score, score
from tools import TOOLS, Key, Said, ToolError, run_flake8, run_nonblock, run_ruff
from validate import validate

PROJECT = '[project]\nname = "case"\nversion = "0"\nrequires-python = ">=3.11"\n'


def main() -> int:
    """Run the command and return its exit code."""
    options = read_options()
    cases = load_all(options.case)
    if not cases:
        sys.stderr.write(f"no case is called {', '.join(options.case)}\n")
        return 2
    if options.validate:
        problems = validate(cases, whole=not options.case, imports=not options.no_imports)
        for problem in problems:
            say(problem)
        say(f"{len(cases)} cases, {len(problems)} problems")
        return bool(problems)
    tools = options.tool or list(TOOLS)
    try:
        scores = examine(cases, tools, options)
    except ToolError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    print_table(cases, scores)
    for tool in tools:
        print_details(tool, scores[tool], loud=tool == "nonblock" or len(tools) == 1)
    return judge(scores.get("nonblock"), options)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--case", action="append", default=[], help="start of a case's name")
    parser.add_argument("--tool", action="append", choices=TOOLS, help="default: all of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--nonblock", help="the binary; default: target/release/nonblock, PATH")
    parser.add_argument("--floor-recall", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--floor-silence", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write what each tool said")
    parser.add_argument("--validate", action="store_true", help="test the cases, run no tool")
    parser.add_argument("--no-imports", action="store_true", help="with --validate: import nothing")
    return parser.parse_args()


def examine(cases: list[Case], tools: list[str], options: argparse.Namespace) -> dict[str, Score]:
    """Run every tool over a copy of the cases, away from this repository's settings."""
    pythons = {case.environment: python_of(prepare(case.environment)) for case in cases}
    with tempfile.TemporaryDirectory(prefix="nonblock-recall-") as temporary:
        stage = Path(temporary)
        keys: dict[Key, Path] = {}
        for case in cases:
            for side in case.sides():
                copy_side(case, side, stage)
                keys[case.name, side] = pythons[case.environment]
        scores = {}
        for tool in tools:
            said = run_tool(tool, stage, keys, options)
            if options.save:
                save(options.save.with_suffix(f".{tool}.json"), said)
            scores[tool] = score(tool, cases, said)
    return scores


def copy_side(case: Case, side: str, stage: Path) -> None:
    """Copy one side, and give it a `pyproject.toml` unless it brings its own."""
    target = stage / case.name / side
    shutil.copytree(case.folder / side, target, ignore=shutil.ignore_patterns("__pycache__"))
    if not (target / "pyproject.toml").exists():
        (target / "pyproject.toml").write_text(PROJECT, encoding="utf-8")


def run_tool(tool: str, stage: Path, keys: dict[Key, Path], options: argparse.Namespace) -> Said:
    """Run one tool over everything that is staged."""
    if tool == "nonblock":
        binary = find_nonblock(options.nonblock)
        if binary is None:
            raise ToolError("no nonblock binary\nhint: cargo build --release -p nonblock-cli")
        return run_nonblock(binary, stage, keys, options.jobs)
    run = run_ruff if tool == "ruff" else run_flake8
    return run(python_of(prepare("tools")), stage, keys, options.jobs)


def save(path: Path, said: Said) -> None:
    """Write what a tool said as JSON."""
    text = {"/".join(key): [vars(item) for item in items] for key, items in said.items()}
    path.write_text(json.dumps(text, indent=1), encoding="utf-8")


def print_table(cases: list[Case], scores: dict[str, Score]) -> None:
    """Print found / must-flag by tier and silent / must-stay-silent for each tool."""
    say(f"{'':10}{'cases':>6}" + "".join(f"{tool:>20}" for tool in scores))
    for tier in TIERS:
        count = sum(case.tier == tier for case in cases)
        if count:
            cells = [(it.found.get(tier, 0), it.total.get(tier, 0)) for it in scores.values()]
            say(f"tier {tier:5}{count:6}" + "".join(map(cell, cells)))
    found = [(sum(it.found.values()), sum(it.total.values())) for it in scores.values()]
    say(f"{'found':10}{sum(bool(c.expectations) for c in cases):6}" + "".join(map(cell, found)))
    silent = [(it.silent, it.must_be_silent) for it in scores.values()]
    say(f"{'silent':10}{len(cases):6}" + "".join(map(cell, silent)))


def cell(counts: tuple[int, int]) -> str:
    """Return `part / whole  share`, or a dash for nothing."""
    part, whole = counts
    return f"{f'{part}/{whole} {part / whole:6.1%}' if whole else '-':>20}"


def print_details(tool: str, result: Score, *, loud: bool) -> None:
    """Print what a tool missed and where it spoke out of turn."""
    if not loud:
        return
    for title, lines in (
        ("missed", result.misses),
        ("not silent", result.noises),
        ("in pre, loud and not marked (not scored)", result.unmarked),
    ):
        say(f"\n{tool}: {title}: {len(lines)}")
        for line in lines:
            say(f"  {line}")


def judge(result: Score | None, options: argparse.Namespace) -> int:
    """Return 1 when nonblock is below a floor."""
    if result is None:
        return 0
    low = result.recall() < options.floor_recall or result.silence() < options.floor_silence
    return int(low)


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
