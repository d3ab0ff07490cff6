"""The analysers under examination: how each is run, and what it said, in one shape."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOOLS = ("nonblock", "flake8", "ruff")
Place = tuple[str, int, int, str, str]


@dataclass(frozen=True)
class Diagnostic:
    """What a tool said about a site.

    `trail` holds the site itself first, then every site of every chain: path, first
    and last line, function, and what is called there.
    """

    rule: str
    severity: str
    sink: str
    message: str
    trail: tuple[Place, ...]


Key = tuple[str, str]
Said = dict[Key, list[Diagnostic]]


class ToolError(Exception):
    """A tool did not run to its end: there is nothing to score."""


def run_nonblock(binary: Path, stage: Path, keys: dict[Key, Path], jobs: int) -> Said:
    """Run `nonblock check` on every staged side, each as a project of its own."""

    def one(key: Key) -> list[Diagnostic]:
        folder = stage.joinpath(*key)
        command: list[str | Path] = [
            binary,
            "check",
            "--output-format",
            "json",
            "--python",
            keys[key],
            ".",
        ]
        done = execute(command, folder)
        if done.returncode not in {0, 1}:
            raise ToolError(f"nonblock on {'/'.join(key)}: exit {done.returncode}\n{done.stderr}")
        try:
            found = json.loads(done.stdout)
        except json.JSONDecodeError as error:
            raise ToolError(f"nonblock on {'/'.join(key)}: no JSON: {error}") from error
        return [read_finding(item, folder) for item in found]

    with ThreadPoolExecutor(jobs) as pool:
        return dict(zip(keys, pool.map(one, keys), strict=True))


def read_finding(item: dict[str, Any], folder: Path) -> Diagnostic:
    """Turn one finding of `nonblock check --output-format json` into a diagnostic."""
    sink = item["sink"] or {}
    first, last = rows(item)
    trail = [(relative(item["filename"], folder), first, last, item["function"], "")]
    for entrance in item["entrances"]:
        for frame in entrance["chain"]:
            first, last = rows(frame)
            path = relative(frame["filename"], folder)
            trail.append((path, first, last, frame["function"], frame["callee"]))
    return Diagnostic(
        item["name"],
        item["severity"],
        sink.get("name", ""),
        item["message"],
        tuple(trail),
    )


def rows(item: dict[str, Any]) -> tuple[int, int]:
    """Return the first and the last line of a finding or of a step."""
    return item["location"]["row"], item["end_location"]["row"]


def relative(path: str, folder: Path) -> str:
    """Return `path` relative to the staged project, where it is inside."""
    absolute = Path(os.path.normpath(folder / path))
    for base in (folder, folder.resolve()):
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).as_posix()
    return absolute.as_posix()


def run_ruff(python: Path, stage: Path, keys: dict[Key, Path], jobs: int) -> Said:
    """Run ruff's ASYNC rules once over all staged files."""
    del jobs
    command: list[str | Path] = [
        python,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--preview",
    ]
    command += [
        "--select",
        "ASYNC2",
        "--output-format",
        "json",
        "--target-version",
        "py311",
    ]
    done = execute([*command, "--ignore-noqa", "."], stage)
    if done.returncode not in {0, 1}:
        raise ToolError(f"ruff: exit {done.returncode}\n{done.stderr}")
    said: Said = {key: [] for key in keys}
    for item in json.loads(done.stdout):
        path = relative(item["filename"], stage)
        add(said, path, rows(item), item["code"] or "syntax", item["message"])
    return said


def run_flake8(python: Path, stage: Path, keys: dict[Key, Path], jobs: int) -> Said:
    """Run flake8-async's blocking rules once over all staged files."""
    command: list[str | Path] = [
        python,
        "-m",
        "flake8",
        "--isolated",
        "--select",
        "ASYNC2",
        "--disable-noqa",
    ]
    command += [
        "--asyncio",
        "--jobs",
        str(jobs),
        "--format",
        "%(path)s|%(row)d|%(code)s|%(text)s",
    ]
    done = execute([*command, "."], stage)
    if done.returncode not in {0, 1}:
        raise ToolError(f"flake8: exit {done.returncode}\n{done.stderr}")
    said: Said = {key: [] for key in keys}
    for line in done.stdout.splitlines():
        path, row, code, text = line.split("|", 3)
        add(said, relative(path, stage), (int(row), int(row)), code, text)
    return said


def add(said: Said, path: str, lines: tuple[int, int], rule: str, message: str) -> None:
    """File a diagnostic of a linter under the case and side that its path names."""
    case, side, inner = path.split("/", 2)
    if (case, side) in said:
        place = (inner, *lines, "", "")
        said[case, side].append(Diagnostic(rule, "warning", "", message, (place,)))


def execute(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without the caller's virtual environment or colours."""
    surroundings = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    surroundings |= {
        "NO_COLOR": "1",
        "NONBLOCK_THREADS": "1",
    }  # one process per job instead
    return subprocess.run(
        command,
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
