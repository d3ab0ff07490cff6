"""A case of the recall benchmark: its description, its files and the marks in them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import tomllib

CASES = Path(__file__).parent / "cases"
TIERS = ("A", "B", "C", "D", "E", "F", "G")
MARK = re.compile(r"#\s*(?P<kind>hit|via|silent):\s*(?P<name>[\w-]+)")


@dataclass(frozen=True)
class Mark:
    """A marked line: the statement it stands in and the function around it."""

    kind: str
    name: str
    path: str
    line: int
    first: int
    last: int
    function: str


@dataclass(frozen=True)
class Expectation:
    """A site that must be flagged in `pre` and must be silent in `post`."""

    marker: str
    rules: tuple[str, ...]
    functions: tuple[str, ...]
    file: str
    sinks: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One folder under `cases`."""

    name: str
    folder: Path
    title: str
    tier: str
    patterns: tuple[str, ...]
    packages: tuple[str, ...]
    environment: str
    roots: tuple[str, ...]
    expectations: tuple[Expectation, ...]
    problems: list[str] = field(default_factory=list)

    def sides(self) -> tuple[str, ...]:
        """Return the sides that exist: pure negatives have no `pre`."""
        return tuple(side for side in ("pre", "post") if (self.folder / side).is_dir())

    def marks(self, side: str) -> list[Mark]:
        """Return every mark in the Python files of one side."""
        folder = self.folder / side
        found: list[Mark] = []
        for path in sorted(folder.rglob("*.py")):
            found.extend(read_marks(path, path.relative_to(folder).as_posix(), self.roots))
        return found


def load(name: str) -> Case:
    """Read one case; a broken description raises."""
    folder = CASES / name
    text = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    return Case(
        name=name,
        folder=folder,
        title=text["title"],
        tier=text["tier"],
        patterns=tuple(text["patterns"]),
        packages=tuple(text["packages"]),
        environment=text.get("environment", "full"),
        roots=tuple(text.get("roots", ["."])),
        expectations=tuple(expectation(item) for item in text.get("expect", [])),
    )


def load_all(only: list[str]) -> list[Case]:
    """Read the cases whose name starts with one of `only`, or all of them."""
    names = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
    return [load(name) for name in names if not only or name.startswith(tuple(only))]


def expectation(item: dict[str, Any]) -> Expectation:
    """Read one `[[expect]]` table."""
    return Expectation(
        marker=item["marker"],
        rules=tuple(item["rules"]),
        functions=tuple(item["functions"]),
        file=item["file"],
        sinks=tuple(item.get("sinks", [])),
    )


@cache
def read_marks(path: Path, relative: str, roots: tuple[str, ...]) -> list[Mark]:
    """Return the marks of one file, with their statements and functions."""
    source = path.read_text(encoding="utf-8")
    found = [
        (number, match)
        for number, line in enumerate(source.splitlines(), 1)
        for match in MARK.finditer(line)
    ]
    if not found:
        return []
    tree = ast.parse(source, relative)
    module = module_name(relative, roots)
    marks = []
    for line, match in found:
        first, last = statement_lines(tree, line)
        scope = enclosing(tree, line)
        function = ".".join([module, *scope]) if scope else f"{module}.<module>"
        marks.append(Mark(match["kind"], match["name"], relative, line, first, last, function))
    return marks


def module_name(relative: str, roots: tuple[str, ...]) -> str:
    """Return the dotted name of a file under the closest import root."""
    path = PurePosixPath(relative)
    for root in sorted(roots, key=len, reverse=True):
        if path.is_relative_to(root):
            path = path.relative_to(root)
            break
    parts = list(path.with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def statement_lines(tree: ast.Module, line: int) -> tuple[int, int]:
    """Return the lines of the statement on `line`; of a compound one, its header."""
    best = (line, line)
    size = None
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or node.end_lineno is None:
            continue
        first, last = node.lineno, node.end_lineno
        body = getattr(node, "body", None)
        if isinstance(body, list) and body:
            first = min([first, *(item.lineno for item in getattr(node, "decorator_list", []))])
            last = max(first, body[0].lineno - 1)
        if first <= line <= last and (size is None or last - first < size):
            best, size = (first, last), last - first
    return best


def enclosing(tree: ast.Module, line: int) -> list[str]:
    """Return the names of the classes and functions around `line`, outermost first."""
    names: list[str] = []
    body: list[ast.AST] = [tree]
    while body:
        node = body.pop()
        for child in ast.iter_child_nodes(node):
            end = getattr(child, "end_lineno", None)
            if end is None or not getattr(child, "lineno", end) <= line <= end:
                continue
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.append(child.name)
            body.append(child)
    return names
