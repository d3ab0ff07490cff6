"""Tell whether `nonblock check` finds what real releases cured: download two of a package, compare, and count.

python benches/check/recall/releases.py                                   # score every cure of releases.toml
python benches/check/recall/releases.py --package kr8s                    # the releases of one package
python benches/check/recall/releases.py --mine kr8s 0.10.0 0.20.15        # list what may be cures, to be judged by hand
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tomllib

sys.path.insert(0, str(Path(__file__).parent))

from cures import Cure, find
from environment import CACHE, HERE, find_nonblock, prepare, python_of
from score import UNSCORED
from tools import Diagnostic, ToolError, execute, read_finding

LIST = HERE / "releases.toml"


@dataclass(frozen=True, slots=True)
class Release:
    """Two releases of a package, and the cures that were judged to be some."""

    package: str
    before: str
    after: str
    judged: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the package and its versions."""
        return f"{self.package} {self.before} -> {self.after}"


@dataclass(slots=True)
class Count:
    """What became of the cures of one release."""

    release: Release
    missed: list[str]
    loud: list[str]

    @property
    def total(self) -> int:
        """Return how many cures there are."""
        return len(self.release.judged)


def main() -> int:
    """Run the command and return its exit code."""
    options = read_options()
    try:
        if options.mine:
            return mine(Release(*options.mine))
        return examine(options)
    except (ToolError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--package", action="append", default=[], help="only this package")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--nonblock", help="the binary; default: target/release/nonblock, PATH")
    parser.add_argument("--mine", nargs=3, metavar=("PACKAGE", "BEFORE", "AFTER"))
    return parser.parse_args()


def examine(options: argparse.Namespace) -> int:
    """Score the releases of the list, one line each, with every miss by name."""
    binary = find_nonblock(options.nonblock)
    if binary is None:
        raise ToolError("no nonblock binary\nhint: cargo build --release -p nonblock-cli")
    releases = [it for it in read_list() if not options.package or it.package in options.package]
    if not releases:
        raise ToolError(f"{LIST.name} has no package called {', '.join(options.package)}")
    python = python_of(prepare("bare"))
    with ThreadPoolExecutor(options.jobs) as pool:
        counts = list(pool.map(partial(score, binary, python), releases))
    for count in counts:
        print_count(count)
    total = sum(it.total for it in counts)
    found = total - sum(len(it.missed) for it in counts)
    silent = total - sum(len(it.loud) for it in counts)
    print(f"{found}/{total} found ({found / total:.1%}), {silent}/{total} silent after the cure")
    return 0


def read_list() -> list[Release]:
    """Read the list of releases."""
    tables = tomllib.loads(LIST.read_text(encoding="utf-8"))["release"]
    return [Release(it["package"], it["before"], it["after"], tuple(it["cures"])) for it in tables]


def mine(release: Release) -> int:
    """Print candidates as the list has them, the code's first lines behind each."""
    before, after = fetch(release.package, release.before), fetch(release.package, release.after)
    for cure in find(before, after):
        lines = (before / cure.file).read_text(encoding="utf-8", errors="replace").splitlines()
        reach = "" if cure.reached else "  # no coroutine calls it"
        print(f'    "{cure.key()}:{",".join(cure.callees)}",{reach}')
        for rows in cure.callees.values():
            print(f"    #     {rows[0]}: {lines[rows[0] - 1].strip()[:120]}")
    return 0


def fetch(package: str, version: str) -> Path:
    """Return the unpacked wheel of a release, downloaded if need be. Nothing of it is run."""
    folder = CACHE / "releases" / f"{package}-{version}"
    if folder.exists():
        return folder
    wheels = CACHE / "releases" / f"{package}-{version}.wheel"
    python = python_of(prepare("tools"))
    command = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    command += ["--python-version", "3.12", "--ignore-requires-python"]
    command += ["--disable-pip-version-check", "--dest", wheels, f"{package}=={version}"]
    subprocess.run(command, check=True)
    partly = folder.with_suffix(".partly")
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(
                partly, [it for it in archive.namelist() if it.endswith((".py", ".pyi"))]
            )
        wheel.unlink()
    wheels.rmdir()
    partly.rename(folder)
    return folder


def score(binary: Path, python: Path, release: Release) -> Count:
    """Analyse both releases, with nothing else installed, and compare with the list."""
    before, after = fetch(release.package, release.before), fetch(release.package, release.after)
    cures = find(before, after)
    pre, post = (check(binary, python, folder) for folder in (before, after))
    count = Count(release, [], [])
    for judged in release.judged:
        cure = select(cures, judged)
        if cure is None:
            raise ToolError(f"{release.title}: no such change: {judged}")
        lines = {line for rows in cure.callees.values() for line in rows}
        if not any(passes(it, cure.file, lines) for it in pre):
            count.missed.append(judged)
        if any(it.severity != "note" and passes(it, cure.file, set(cure.after)) for it in post):
            count.loud.append(judged)
    return count


def select(cures: list[Cure], judged: str) -> Cure | None:
    """Return the change that a line of the list names, with the callees that it names."""
    key, names = judged.rsplit(":", 1)
    wanted = set(names.split(","))
    for cure in cures:
        if cure.key() == key and wanted <= set(cure.callees):
            rows = {name: lines for name, lines in cure.callees.items() if name in wanted}
            return Cure(cure.file, cure.function, rows, cure.after, cure.way, cure.reached)
    return None


def check(binary: Path, python: Path, folder: Path) -> list[Diagnostic]:
    """Run `nonblock check` on a copy of an unpacked release, away from this repository's settings."""
    command = [binary, "check", "--no-cache", "--output-format", "json", "--python", python, "."]
    with tempfile.TemporaryDirectory(prefix="nonblock-releases-") as temporary:
        stage = Path(temporary) / folder.name
        shutil.copytree(folder, stage)
        done = execute(command, stage)
        if done.returncode not in {0, 1}:
            raise ToolError(f"nonblock in {folder}: exit {done.returncode}\n{done.stderr}")
        found = [read_finding(item, stage) for item in json.loads(done.stdout)]
    return [it for it in found if it.rule not in UNSCORED]


def passes(diagnostic: Diagnostic, file: str, lines: set[int]) -> bool:
    """Tell whether a finding, or a chain of it, stands at one of these lines."""
    return any(place[0] == file and place[1] in lines for place in diagnostic.trail)


def print_count(count: Count) -> None:
    """Print a release and what is wrong there."""
    silent = count.total - len(count.loud)
    print(
        f"{count.release.title}: {count.total - len(count.missed)}/{count.total} found, {silent} silent"
    )
    for missed in count.missed:
        print(f"    missed: {missed}")
    for loud in count.loud:
        print(f"    not silent: {loud}")


if __name__ == "__main__":
    sys.exit(main())
