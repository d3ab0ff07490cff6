"""The commands that are timed against each other, nonblock among them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trees import Tree

Command = tuple["str | Path", ...]


@dataclass(frozen=True)
class Contender:
    """A tool in one state of its caches."""

    name: str
    command: Callable[[Tree], Command]
    prepare: Callable[[Tree, int], None]
    """Brings the tree and the caches into the state that is timed; the number is the round."""


def contenders(nonblock: Path, tools: Path) -> list[Contender]:
    """Returns all tools that are installed, ty first: it is the measure of the others."""

    def check(tree: Tree) -> Command:
        return (nonblock, "check", "--python", tree.environment, tree.package)

    def own(*command: str | Path) -> Callable[[Tree], Command]:
        return lambda tree: (*command, tree.package)

    def ty(tree: Tree) -> Command:
        return (tools / "ty", "check", "--exit-zero", "--python", tree.environment, tree.package)

    ruff = (tools / "ruff", "check", "--isolated", "--no-cache", "--select", "ASYNC")
    flake8 = (tools / "flake8", "--isolated", "--asyncio", "--select", "ASYNC")
    found = [
        Contender("ty check", ty, untouched),
        Contender("nonblock check, cold", check, without_cache),
        Contender("nonblock check, one file edited", check, edited),
        Contender("ruff check --select ASYNC", own(*ruff), untouched),
        Contender("ty-async", own(tools / "ty-async"), untouched),
        Contender("blockpath", own(tools / "blockpath", "check"), untouched),
        Contender("flake8-async", own(*flake8), untouched),
    ]
    return [it for it in found if it.name not in _MISSING_WITHOUT or (tools / it.name).exists()]


_MISSING_WITHOUT = {"ty-async", "blockpath"}


def untouched(_tree: Tree, _round: int) -> None:
    """Leaves everything as it is: the tool keeps nothing between runs."""


def without_cache(tree: Tree, _round: int) -> None:
    """Deletes what nonblock has learnt."""
    shutil.rmtree(tree.folder / ".nonblock_cache", ignore_errors=True)


def edited(tree: Tree, number: int) -> None:
    """Changes one file. The cache is full: the cold run, just before, has filled it."""
    path = tree.folder / tree.package / tree.edited
    original = path.with_suffix(".original")
    if not original.exists():
        shutil.copy2(path, original)
    text = original.read_text(encoding="utf-8")
    path.write_text(f"{text}\n\ndef edited():\n    return {number}\n", encoding="utf-8")
