"""Asks every behaviour of every implementation and prints the table `docs/run-matrix.md`.

    python -m tests.run.matrix > docs/run-matrix.md

Each question is a process of its own with a deadline, so that a hang is an answer like any other.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .anchors import ANCHORS
from .behaviours import ALL, Behaviour

ROOT = Path(__file__).parents[2]
DEADLINE = 30


def main() -> int:
    """Print the table, or the answer to one question; the exit code tells whether ours all hold."""
    if len(sys.argv) == 3:
        ask_here(*sys.argv[1:])
        return 0
    version = ".".join(map(str, sys.version_info[:3]))
    out = [
        "# What holds where",
        "",
        f"Printed by `python -m tests.run.matrix` on CPython {version}; do not edit.",
        "Each line is a test in `tests/run/behaviours/`; each answer came from a process of",
        "its own. `d..` are the defects of aioextensions that a line is about. `-`: it has no such",
        "function.",
        "asyncio stands for `gather` and `to_thread`, anyio for a task group with a limiter and",
        "`to_thread.run_sync(abandon_on_cancel=True)`, concurrent.futures for `run_in_executor` with a",
        "`ThreadPoolExecutor`, pebble for its `ThreadPool`. loky has processes only, as all of",
        "[these](process-matrix.md), with the defects d24 to d27 and d29. d46, a pool that was shut down and",
        "is made anew by the next call, is kept on purpose: programs written for aioextensions rely on it.",
        "",
        row("behaviour", "defects", *ANCHORS),
        row("---", "---", *["---" for _ in ANCHORS]),
    ]
    ours_hold = True
    for behaviour in ALL:
        answers = [answer(name, behaviour) for name in ANCHORS]
        ours_hold = ours_hold and answers[0] == "yes"
        out.append(row(behaviour.sentence, behaviour.defects, *answers))
    sys.stdout.write("\n".join(out) + "\n")
    return 0 if ours_hold else 1


def row(*cells: str) -> str:
    """Format a line of the table."""
    return f"| {' | '.join(cells)} |"


def answer(name: str, behaviour: Behaviour) -> str:
    """Ask in a process of its own."""
    implementation = ANCHORS[name]()
    if not all(hasattr(implementation, it) for it in behaviour.needs):
        return "-"
    command = [sys.executable, "-m", "tests.run.matrix", name, behaviour.name]
    try:
        asked = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=DEADLINE, check=False
        )
    except subprocess.TimeoutExpired:
        return "**hangs**"
    return "yes" if asked.returncode == 0 else "**no**"


def ask_here(name: str, wanted: str) -> None:
    """Check one behaviour; raise if it does not hold."""
    behaviour = next(it for it in ALL if it.name == wanted)
    behaviour.check(ANCHORS[name]())


if __name__ == "__main__":
    raise SystemExit(main())
