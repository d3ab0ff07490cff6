"""Every kind of stall beside every tool: who names the culprit, its duration (within 20 %) and the right cause?

    python benches/watch/matrix.py [--python PYTHON]... [--write]

Each PYTHON (default: this one) is an interpreter with nonblock, uvloop and the tools installed; the tools run on the first
one only, nonblock on all. `--write` writes `docs/watch-matrix.md`. Nothing in that page is typed by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "watch-matrix.md"
ANCHORS = ("asyncio debug", "pyleak", "blockbuster", "aiocop", "asynclens", "py-spy")
LOOPS = ("asyncio", "uvloop")
NO_CAUSE = {"asyncio debug", "pyleak", "blockbuster", "asynclens", "py-spy"}
TRIES = 2
# Seconds after which a hang of 1.5 seconds must have been told.
IN_TIME = 1.2
# aiocop says `cpu_blocking` or `io_blocking`: right if it is of that class.
CPU_KINDS = {"cpu", "cpu-released", "garbage", "starved"}


@dataclass(frozen=True)
class Result:
    """What came of one run."""

    culprit: bool
    duration: bool
    cause: bool
    said: str

    def marks(self, tool: str) -> str:
        """Return three marks."""
        has = [self.culprit, self.duration if tool != "blockbuster" else None]
        has.append(None if tool in NO_CAUSE else self.cause)
        return "".join("-" if it is None else "✓" if it else "✗" for it in has)


def silent_name_server() -> socket.socket:
    """Return a name server that never answers."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.53", 53))
    return server


def command(python: str, kind: str, tool: str, loop: str) -> list[str]:
    """Return how to run a kind; one that resolves names does it with a name server of its own."""
    run = [python, str(HERE / "kinds.py"), kind, tool, loop]
    if kind != "dns":
        return run
    resolver = Path(tempfile.gettempdir()) / "nonblock-resolv.conf"
    resolver.write_text("nameserver 127.0.0.53\noptions timeout:1 attempts:1\n")
    mount = f'mount --bind {resolver} /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", mount, "sh", *run]


def run(python: str, kind: str, tool: str, loop: str) -> Result:
    """Run a kind under a tool; once more if the machine's other work has starved it."""
    for _ in range(TRIES):
        data, lines = attempt(python, kind, tool, loop)
        if kind == "starved" or data.get("queued", 0.0) < 0.3 * data.get("took", 0.0):
            break
    if not data:
        return Result(
            culprit=False, duration=False, cause=False, said="".join(it for _, it in lines)[-200:]
        )
    return judge(kind, tool, data, lines)


def attempt(
    python: str, kind: str, tool: str, loop: str
) -> tuple[dict[str, Any], list[tuple[float, str]]]:
    """Return what one run printed, and when."""
    lines: list[tuple[float, str]] = []
    with subprocess.Popen(
        command(python, kind, tool, loop),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    ) as child:
        reader = threading.Thread(target=read, args=(child.stderr, lines))
        reader.start()
        try:
            output = child.stdout.read() if child.stdout else ""
            child.wait(30)
        finally:
            child.kill()
            reader.join()
    try:
        return json.loads(output.splitlines()[-1]), lines
    except (IndexError, ValueError):
        return {}, lines


def read(stream: IO[str], lines: list[tuple[float, str]]) -> None:
    """Note when each line came."""
    lines.extend((time.monotonic(), line) for line in stream)


def judge(kind: str, tool: str, data: dict[str, Any], lines: list[tuple[float, str]]) -> Result:
    """Compare what was said with what was true."""
    expected = causes_of(kind)
    if kind == "executor":
        # Nothing may be said at all; py-spy says everything, and leaves the judgement to its reader.
        is_quiet = not data["durations"] and not data["text"]
        return Result(culprit=is_quiet, duration=is_quiet, cause=is_quiet, said=str(data["causes"]))
    text, took = data["text"], data["took"]
    if 0.5 * took <= data["queued"]:
        # Other work on the machine took the CPU, by the kernel's own count: then that is the cause.
        expected = (*expected, "starved")
    if kind.startswith("hang") and tool != "blockbuster":
        # What counts is what is said while it lasts.
        began = next((at for at, line in lines if "<begin>" in line), 0.0)
        text = "".join(line for at, line in lines if began < at < began + IN_TIME)
    if tool == "aiocop":
        is_cpu = bool(CPU_KINDS & set(expected))
        cause = any(("cpu" in reason) == is_cpu for reason in data["causes"])
    else:
        cause = any(reason in expected for reason in data["causes"])
    duration = any(abs(it - took) <= 0.2 * took for it in data["durations"])
    return Result(
        "culprit" in text, duration, cause, f"{data['durations']} of {took:.3f} {data['causes']}"
    )


def causes_of(kind: str) -> tuple[str, ...]:
    """Return the causes that are right for a kind."""
    return kinds()[kind]


def kinds() -> dict[str, tuple[str, ...]]:
    """Return all kinds with their causes."""
    sys.path.insert(0, str(HERE))
    import kinds as staged

    return {name: kind.causes for name, kind in staged.KINDS.items()}


def version(python: str) -> str:
    """Return the interpreter's version."""
    code = "import platform; print(platform.python_version())"
    return subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def package(python: str, name: str) -> str:
    """Return a package's version."""
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "not installed"


def table(heads: list[str], rows: dict[str, list[str]]) -> list[str]:
    """Return a table of Markdown."""
    lines = ["| kind | " + " | ".join(heads) + " |", "| --- |" + " --- |" * len(heads)]
    return lines + [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()]


def totals(columns: dict[str, list[Result]], counted: int) -> list[str]:
    """Return how many of all runs were right, for each column."""
    cells = []
    for tool, results in columns.items():
        sums = [
            sum(getattr(it, part) for it in results[:counted])
            for part in ("culprit", "duration", "cause")
        ]
        name = tool.partition(" on ")[0]
        shown = [str(sums[0]), "-" if name == "blockbuster" else str(sums[1])]
        shown.append("-" if name in NO_CAUSE else str(sums[2]))
        cells.append(" / ".join(shown))
    return cells


def main() -> None:
    """Run everything and print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--anchor-loop", action="append", choices=LOOPS)
    parser.add_argument("--jobs", type=int, default=1, help="columns at once: most kinds only wait")
    arguments = parser.parse_args()
    pythons = arguments.python or [sys.executable]
    names = [name for name in kinds() if not arguments.kind or name in arguments.kind]
    server = silent_name_server() if os.geteuid() == 0 and shutil.which("unshare") else None
    if server is None:
        names.remove("dns")
    columns: dict[str, list[Result]] = {}
    plans = [(python, "nonblock", loop) for python in pythons for loop in LOOPS]
    anchor_loops = arguments.anchor_loop or LOOPS
    plans += [(pythons[0], tool, loop) for tool in ANCHORS for loop in anchor_loops]

    def column(plan: tuple[str, str, str]) -> list[Result]:
        python, tool, loop = plan
        return [run(python, name, tool, loop) for name in names]

    with ThreadPoolExecutor(arguments.jobs) as pool:
        all_results = list(pool.map(column, plans))
    for (python, tool, loop), results in zip(plans, all_results, strict=True):
        head = f"{tool} on {loop} {version(python)}"
        columns[head] = results
        for name, result in zip(names, columns[head], strict=True):
            if "✗" in result.marks(tool) and tool == "nonblock":
                print(f"{head}: {name}: {result.marks(tool)} {result.said}", file=sys.stderr)
        print(head, totals({head: columns[head]}, len(names)), file=sys.stderr, flush=True)
    text = page(names, columns, pythons)
    print(text)
    if arguments.write:
        PAGE.write_text(text)


def page(names: list[str], columns: dict[str, list[Result]], pythons: list[str]) -> str:
    """Return the page."""
    ours = {head: results for head, results in columns.items() if head.startswith("nonblock")}
    others = {head: results for head, results in columns.items() if head not in ours}

    def rows(part: dict[str, list[Result]]) -> dict[str, list[str]]:
        marks = {
            name: [results[at].marks(head.partition(" on ")[0]) for head, results in part.items()]
            for at, name in enumerate(names)
        }
        return {**marks, f"**of {len(names)}**": totals(part, len(names))}

    versions = ", ".join(f"{name} {package(pythons[0], name)}" for name in (*ANCHORS[1:], "uvloop"))
    lines = [
        "# Kinds of stalls, and who names them",
        "",
        "Written by `python benches/watch/matrix.py --write`; the kinds are staged by `benches/watch/kinds.py`.",
        "",
        "Three marks a cell: the culprit's function is named, its duration is right within 20 %, its cause is right.",
        "A dash: the tool does not claim to tell. All tools have a threshold of 100 ms. For a hang (of 1.5 s) the first",
        "mark says whether it was told while it lasted. `executor` blocks a worker thread, which is no stall: there a mark",
        "means silence. blockbuster raises instead of letting the call go on. py-spy samples and judges nothing: its duration",
        "is the number of samples, and it knows nothing of loops. aiocop's causes are `io` or `cpu`. A run that other work on",
        "the machine has starved, by the kernel's count, is repeated once.",
        "",
        "## nonblock",
        "",
        *table([head.removeprefix("nonblock on ") for head in ours], rows(ours)),
        "",
        f"## Others, on {version(pythons[0])}",
        "",
        versions + ".",
        "",
        *table([head.rpartition(" ")[0] for head in others], rows(others)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
