"""The benchmark's test of itself: are the cases what their descriptions say?"""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from typing import TYPE_CHECKING

from case import MARK, TIERS, Case, Mark, module_name
from environment import prepare, python_of
from patterns import PATTERNS, SHARES

if TYPE_CHECKING:
    from pathlib import Path

MINIMUM_CASES = 130
MINIMUM_SILENT = 25
KINDS_OF_MARK = {"pre": {"hit", "via"}, "post": {"silent"}}
IMPORT_ALL = """
import importlib, sys, traceback
roots, names = sys.argv[1].split(":"), sys.argv[2:]
sys.path[:0] = roots
failed = 0
for name in names:
    try:
        importlib.import_module(name)
    except BaseException:
        failed = 1
        sys.stderr.write(f"import {name} failed\\n" + traceback.format_exc(limit=-3))
sys.exit(failed)
"""


def validate(cases: list[Case], *, whole: bool, imports: bool) -> list[str]:
    """Return what is wrong with the cases; `whole` also asks for number and spread."""
    problems = [problem for case in cases for problem in of_case(case)]
    if whole:
        problems += of_spread(cases)
    if imports and not problems:
        problems += [problem for case in cases for problem in of_imports(case)]
    return problems


def of_case(case: Case) -> list[str]:
    """Return what is wrong with one case, without running anything of it."""
    wrong: list[str] = []
    silent = case.name.startswith("silent_")
    if case.tier != case.name.split("_")[0] or (case.tier not in TIERS and not silent):
        wrong.append(f"tier {case.tier!r} does not fit the name")
    wrong += [f"unknown pattern {item!r}" for item in case.patterns if item not in PATTERNS]
    if case.environment not in {"full", "bare"}:
        wrong.append(f"unknown environment {case.environment!r}")
    wanted = ("post",) if silent else ("pre", "post")
    if case.sides() != wanted:
        return [f"{case.name}: has {case.sides()}, wants {wanted}", *wrong]
    for side in wanted:
        wrong += of_side(case, side)
    if silent:
        if case.expectations or not case.marks("post"):
            wrong.append("a pure negative has silent marks and no expectation")
    elif not case.expectations:
        wrong.append("expects nothing")
    elif read_side(case, "pre") == read_side(case, "post"):
        wrong.append("pre and post are the same")
    return [f"{case.name}: {item}" for item in wrong]


def of_side(case: Case, side: str) -> list[str]:
    """Return what is wrong with the files, marks and expectations of one side."""
    wrong: list[str] = []
    for path in (case.folder / side).rglob("*.py"):
        error = parse_error(path)
        if error:
            return [f"{side}/{path.name} does not parse: {error}"]
    marks = case.marks(side)
    wrong += [
        f"{side}/{mark.path}:{mark.line}: a {mark.kind} mark does not belong in {side}"
        for mark in marks
        if mark.kind not in KINDS_OF_MARK[side]
    ]
    if side == "pre":
        wrong += of_expectations(case, marks)
    return wrong


def parse_error(path: Path) -> str:
    """Return why a file does not compile, or nothing."""
    try:
        compile(path.read_text(encoding="utf-8"), path, "exec", dont_inherit=True)
    except (SyntaxError, UnicodeDecodeError) as error:
        return str(error)
    return ""


def of_expectations(case: Case, marks: list[Mark]) -> list[str]:
    """Return where the expectations and the marks of `pre` do not fit each other."""
    wrong: list[str] = []
    hits = Counter(mark.name for mark in marks if mark.kind == "hit")
    expected = [item.marker for item in case.expectations]
    wrong += [f"{name!r} is marked or expected, not both" for name in hits.keys() ^ set(expected)]
    wrong += [
        f"via mark {mark.name!r} has no expectation"
        for mark in marks
        if mark.kind == "via" and mark.name not in expected
    ]
    for item in case.expectations:
        here = [mark for mark in marks if mark.name == item.marker]
        functions = {mark.function for mark in here}
        if functions != set(item.functions):
            wrong.append(f"{item.marker!r} stands in {functions}, not in {set(item.functions)}")
        if not any(mark.kind == "hit" and mark.path == item.file for mark in here):
            wrong.append(f"{item.marker!r} does not stand in {item.file}")
        if not item.sinks and item.rules == ("blocking-call",):
            wrong.append(f"{item.marker!r} accepts any sink")
    return wrong


def of_spread(cases: list[Case]) -> list[str]:
    """Return how the whole differs from what was found in real projects."""
    wrong: list[str] = []
    flagged = [case for case in cases if case.expectations]
    silent = [case for case in cases if not case.expectations]
    if len(flagged) < MINIMUM_CASES:
        wrong.append(f"{len(flagged)} cases, at least {MINIMUM_CASES} are wanted")
    if len(silent) < MINIMUM_SILENT:
        wrong.append(f"{len(silent)} pure negatives, at least {MINIMUM_SILENT} are wanted")
    for tier, share in SHARES.items():
        has = sum(case.tier == tier for case in flagged) / max(1, len(flagged))
        if abs(has - share) > 0.03:
            wrong.append(f"tier {tier} has {has:.0%} of the cases, in reality {share:.0%}")
    seen = Counter(pattern for case in cases for pattern in set(case.patterns))
    wrong += [
        f"pattern {name!r} stands in {seen[name]} cases, at least {least} are wanted"
        for name, least in PATTERNS.items()
        if seen[name] < least
    ]
    return wrong


def of_imports(case: Case) -> list[str]:
    """Return which modules do not import where their packages are installed."""
    if case.environment != "full":
        return []
    python = python_of(prepare("full"))
    wrong = []
    for side in case.sides():
        folder = case.folder / side
        roots = [str(folder / root) for root in case.roots]
        names = importable(case, folder)
        command = [
            str(python),
            "-B",
            "-W",
            "ignore",
            "-c",
            IMPORT_ALL,
            ":".join(roots),
            *names,
        ]
        with tempfile.TemporaryDirectory() as elsewhere:
            done = subprocess.run(
                command, cwd=elsewhere, capture_output=True, text=True, check=False
            )
        if done.returncode:
            wrong.append(f"{case.name}/{side}: {done.stderr.strip()}")
    return wrong


def importable(case: Case, folder: Path) -> list[str]:
    """Return the dotted names of all modules of one side, except `__main__`."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    names = [module_name(path, case.roots) for path in paths]
    return [name for name in names if name and not name.endswith("__main__")]


def read_side(case: Case, side: str) -> dict[str, str]:
    """Return the text of every file of one side, without marks."""
    folder = case.folder / side
    return {
        path.relative_to(folder).as_posix(): MARK.sub("", path.read_text("utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
