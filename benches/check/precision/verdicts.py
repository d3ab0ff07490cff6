"""What somebody who read the code says of findings: `verdicts.toml`, and the table that sums it up.

    python benches/check/precision/verdicts.py

A finding is *true* when the call is reached on the event loop's thread in some execution, and has the effect that is
named. It is *harmless* when it is true and yet nobody would change it. Else it is *false*, and has a cause.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomllib

Key = tuple[str, str, str, int, str, str]

_FILE = Path(__file__).parent / "verdicts.toml"
_VERDICTS = ("true", "harmless", "false")


@dataclass(frozen=True)
class Verdict:
    """One finding that was read."""

    project: str
    rule: str
    file: str
    line: int
    function: str
    sink: str
    verdict: str
    reason: str
    cause: str = ""
    """Why it is false, in the same words for all that are false for the same reason."""
    fixed: str = ""
    """Whether the finding is gone since: what was changed."""

    @property
    def key(self) -> Key:
        """Returns what tells the finding from others."""
        return (self.project, self.rule, self.file, self.line, self.function, self.sink)


def key(project: str, finding: dict[str, Any]) -> Key:
    """Returns what tells a finding of a report from others."""
    sink = finding["sink"]["name"] if finding["sink"] else ""
    row = finding["location"]["row"]
    return (project, finding["name"], finding["filename"], row, finding["function"] or "", sink)


def blank(project: str, finding: dict[str, Any]) -> str:
    """Returns a finding as it stands in the file, with the verdict left open."""
    names = ("project", "rule", "file", "line", "function", "sink")
    values = zip(names, key(project, finding), strict=True)
    known = [f"{name} = {json.dumps(value)}" for name, value in values]
    return "\n".join(["[[finding]]", *known, 'verdict = ""', 'reason = ""'])


def load(path: Path) -> list[Verdict]:
    """Returns the verdicts of a file; ends the program if one is none."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["finding"]
    found = [Verdict(**table) for table in tables]
    for it in found:
        if (
            it.verdict not in _VERDICTS
            or not it.reason
            or (it.verdict == "false") != bool(it.cause)
        ):
            sys.exit(
                f"{path}: {it.file}:{it.line} has no verdict, or no reason\n"
                f"hint: the verdict is one of {', '.join(_VERDICTS)}; what is false has a `cause` as well"
            )
    return found


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", nargs="?", type=Path, default=_FILE)
    verdicts = load(parser.parse_args().path)
    print("| project | findings read | true | of these harmless | false | share of true ones |")
    print("|---|---:|---:|---:|---:|---:|")
    for project in sorted({it.project for it in verdicts}):
        print(_row(project, [it for it in verdicts if it.project == project]))
    print(_row("all", verdicts))
    current = [it for it in verdicts if not it.fixed]
    if current != verdicts:
        print(_row("all that are still found", current))
    causes = Counter(it.cause for it in current if it.cause)
    if causes:
        print("\n| why false | findings |\n|---|---:|")
        for cause, count in causes.most_common():
            print(f"| {cause} | {count} |")


def _row(name: str, verdicts: list[Verdict]) -> str:
    counts = Counter(it.verdict for it in verdicts)
    true = counts["true"] + counts["harmless"]
    share = f"{true / len(verdicts):.0%}"
    return f"| {name} | {len(verdicts)} | {true} | {counts['harmless']} | {counts['false']} | {share} |"


if __name__ == "__main__":
    main()
