"""Scoring: which marked sites a tool found, and where it spoke out of turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from case import Case, Expectation, Mark
    from tools import Diagnostic, Said

# Rules about style, not about a blocked loop: cases do not decide on them.
UNSCORED = frozenset({"async-without-await", "unused-suppression"})


@dataclass
class Score:
    """Counts and names of one tool."""

    found: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    silent: int = 0
    must_be_silent: int = 0
    misses: list[str] = field(default_factory=list)
    noises: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)

    def recall(self) -> float:
        """Return the share of marked sites that were found."""
        return sum(self.found.values()) / max(1, sum(self.total.values()))

    def silence(self) -> float:
        """Return the share of silent sites that were silent."""
        return self.silent / max(1, self.must_be_silent)


def score(tool: str, cases: list[Case], said: Said) -> Score:
    """Score what `tool` said about `cases`."""
    result = Score()
    for case in cases:
        score_pre(tool, case, said.get((case.name, "pre"), []), result)
        score_post(case, said.get((case.name, "post"), []), result)
    return result


def score_pre(tool: str, case: Case, diagnostics: list[Diagnostic], result: Score) -> None:
    """Count the expectations of `pre` that some diagnostic meets."""
    if not case.expectations:
        return
    marks = case.marks("pre")
    explained: set[int] = set()
    for expectation in case.expectations:
        lines = [mark for mark in marks if mark.name == expectation.marker]
        meets = [
            index
            for index, diagnostic in enumerate(diagnostics)
            if is_hit(tool, diagnostic, expectation, lines)
        ]
        explained.update(meets)
        result.total[case.tier] = result.total.get(case.tier, 0) + 1
        result.found[case.tier] = result.found.get(case.tier, 0) + bool(meets)
        if not meets:
            sinks = " | ".join(expectation.sinks)
            result.misses.append(f"{case.name}/{expectation.marker}: {sinks} ({case.title})")
    for index, diagnostic in enumerate(diagnostics):
        if index not in explained and is_loud(diagnostic):
            result.unmarked.append(f"{case.name}/pre {describe(diagnostic)}")


def score_post(case: Case, diagnostics: list[Diagnostic], result: Score) -> None:
    """Count what is gone in `post`, the marked distractors, and any other noise."""
    blamed: set[int] = set()
    for expectation in case.expectations:
        again = [i for i, said in enumerate(diagnostics) if is_same(said, expectation)]
        count_silence(case, f"fixed {expectation.marker}", again, diagnostics, result)
        blamed.update(again)
    for mark in case.marks("post"):
        heard = [i for i, said in enumerate(diagnostics) if passes(said, mark)]
        count_silence(case, f"silent {mark.name}", heard, diagnostics, result)
        blamed.update(heard)
    for index, diagnostic in enumerate(diagnostics):
        if index not in blamed and is_loud(diagnostic):
            count_silence(case, "unforeseen", [index], diagnostics, result)


def count_silence(
    case: Case,
    site: str,
    heard: list[int],
    diagnostics: list[Diagnostic],
    result: Score,
) -> None:
    """Count one site that must be silent."""
    result.must_be_silent += 1
    result.silent += not heard
    if heard:
        text = "; ".join(describe(diagnostics[index]) for index in heard)
        result.noises.append(f"{case.name}/post {site}: {text}")


def is_hit(tool: str, diagnostic: Diagnostic, expectation: Expectation, marks: list[Mark]) -> bool:
    """Tell whether a diagnostic names a marked site and an accepted sink.

    Linters name the call in the coroutine: for them every site of the chain counts.
    """
    if tool != "nonblock":
        return any(passes(diagnostic, mark) for mark in marks)
    return (
        diagnostic.rule in expectation.rules
        and any(passes(diagnostic, mark) for mark in marks if mark.kind == "hit")
        and is_accepted(diagnostic, expectation.sinks)
    )


def passes(diagnostic: Diagnostic, mark: Mark) -> bool:
    """Tell whether the site or a chain of a diagnostic passes the marked statement."""
    return any(
        path == mark.path and first <= mark.last and mark.first <= last
        for path, first, last, _, _ in diagnostic.trail
    )


def is_accepted(diagnostic: Diagnostic, sinks: tuple[str, ...]) -> bool:
    """Tell whether the sink has an accepted name, or a callee on the way to it.

    A note's callees prove nothing: something cheap hides there, not what is expected.
    """
    names = {diagnostic.sink}
    if diagnostic.severity != "note":
        names.update(callee for *_, callee in diagnostic.trail)
    return not sinks or any(fnmatchcase(name, sink) for name in names for sink in sinks)


def is_same(diagnostic: Diagnostic, expectation: Expectation) -> bool:
    """Tell whether a diagnostic in `post` repeats what the fix should have ended."""
    last_names = {name.rpartition(".")[2] for name in expectation.functions}
    at = any(
        path == expectation.file and function.rpartition(".")[2] in last_names
        for path, _, _, function, _ in diagnostic.trail
    )
    return (
        at
        and bool(expectation.sinks)
        and diagnostic.rule in expectation.rules
        and is_accepted(diagnostic, expectation.sinks)
    )


def is_loud(diagnostic: Diagnostic) -> bool:
    """Tell whether a diagnostic shows at default settings."""
    return diagnostic.severity != "note" and diagnostic.rule not in UNSCORED


def describe(diagnostic: Diagnostic) -> str:
    """Return a diagnostic on one line."""
    path, first, _, _, _ = diagnostic.trail[0]
    return f"{path}:{first} {diagnostic.rule} {diagnostic.severity} {diagnostic.message}"
