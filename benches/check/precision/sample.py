"""Draws findings at random from reports of `nonblock check`, and prints them as a work sheet to judge them by.

    nonblock check --output-format json . > reports/aiohttp.json
    python benches/check/precision/sample.py --seed 1 --size 100 --sources corpus reports/*.json

Each report is named after its project. A project gets its share of the sample, and at least a few; the same seed
draws the same findings. Notes are left out, as they are on the terminal. With `--verdicts`, findings that were judged
before are left out as well.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

import verdicts

Finding = dict[str, Any]

_CONTEXT = 3
_ENTRANCES = 2


def main() -> None:
    """Prints the work sheet of the findings that were drawn."""
    arguments = _arguments()
    known = verdicts.load(arguments.verdicts) if arguments.verdicts else []
    judged = {verdict.key for verdict in known}
    projects = {
        report.stem: [it for it in _findings(report) if verdicts.key(report.stem, it) not in judged]
        for report in sorted(arguments.reports)
    }
    counts = shares(
        {name: len(it) for name, it in projects.items()}, arguments.size, arguments.least
    )
    dice = random.Random(arguments.seed)
    print(
        f"# {sum(counts.values())} of {sum(map(len, projects.values()))} findings, seed {arguments.seed}"
    )
    for name, findings in projects.items():
        drawn = dice.sample(findings, counts[name])
        print(f"\n# {name}: {len(drawn)} of {len(findings)}")
        for finding in sorted(drawn, key=lambda it: (it["filename"], it["location"]["row"])):
            print(_sheet(name, finding, arguments.sources))


def shares(available: dict[str, int], size: int, least: int) -> dict[str, int]:
    """Returns how many findings each project gives: in proportion, but `least` at the least, or all it has."""
    counts = {name: min(count, least) for name, count in available.items()}
    while sum(counts.values()) < size and counts != available:
        behind = {
            name: counts[name] / count for name, count in available.items() if counts[name] < count
        }
        counts[min(behind, key=lambda name: (behind[name], name))] += 1
    return counts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("reports", nargs="+", type=Path, metavar="PROJECT.json")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument(
        "--least", type=int, default=3, help="findings of each project, if it has them"
    )
    parser.add_argument(
        "--sources",
        type=Path,
        help="a folder with a folder for each project: prints the code as well",
    )
    parser.add_argument("--verdicts", type=Path, help="leave out what is judged in this file")
    return parser.parse_args()


def _findings(report: Path) -> list[Finding]:
    """Returns the findings that the terminal shows, in an order that does not change between runs."""
    try:
        findings: list[Finding] = json.loads(report.read_text(encoding="utf-8"))
    except ValueError as error:
        sys.exit(
            f"{report} is not a report: {error}\nhint: write it with `nonblock check --output-format json`"
        )
    shown = [it for it in findings if it["severity"] != "note"]
    return sorted(
        shown,
        key=lambda it: (
            it["filename"],
            it["location"]["row"],
            it["location"]["column"],
            it["code"],
        ),
    )


def _sheet(project: str, finding: Finding, sources: Path | None) -> str:
    """Returns one finding with its code and its chains, and the table to fill in."""
    where = f"{finding['filename']}:{finding['location']['row']}"
    lines = [
        "",
        f"## {where} {finding['name']} ({finding['severity']}, {finding['confidence']})",
        "",
    ]
    lines += [finding["message"], ""]
    if sources:
        lines += [
            "```python",
            *_code(sources / project / finding["filename"], finding["location"]["row"]),
            "```",
        ]
    for entrance in finding["entrances"][:_ENTRANCES]:
        lines.append(f"* {entrance['function']} ({entrance['why']})")
        lines += [f"  {_step(it)}" for it in entrance["chain"]]
    if len(finding["entrances"]) > _ENTRANCES:
        lines.append(f"* and {len(finding['entrances']) - _ENTRANCES} more")
    return "\n".join([*lines, "", "```toml", verdicts.blank(project, finding), "```"])


def _step(step: Finding) -> str:
    location = step["location"]
    return f"- {step['function']} {step['verb']} {step['callee']} ({Path(step['filename']).name}:{location['row']})"


def _code(path: Path, row: int) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    first = max(row - 1 - _CONTEXT, 0)
    return [
        f"{number + 1:>5} {lines[number]}"
        for number in range(first, min(row + _CONTEXT, len(lines)))
    ]


if __name__ == "__main__":
    main()
