"""The source trees that are analysed: real packages from PyPI, pinned, with their dependencies."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[2] / ".cache" / "speed"


@dataclass(frozen=True)
class Tree:
    """A package taken for first-party code, and the environment with what it depends on."""

    distribution: str
    package: str
    edited: str
    """The file that a warm run finds changed, relative to the package."""
    oldest_python: tuple[int, int] = (3, 10)

    @property
    def folder(self) -> Path:
        """The project: a folder that holds the package and nothing else."""
        return CACHE / self.distribution / "project"

    @property
    def environment(self) -> Path:
        """The virtual environment that the package's imports resolve in."""
        return CACHE / self.distribution / "environment"

    def lines(self) -> int:
        """Returns how many lines of Python the package has."""
        files = (self.folder / self.package).rglob("*.py")
        return sum(path.read_bytes().count(b"\n") for path in files)


TREES = (
    Tree("aiohttp", "aiohttp", "connector.py"),
    Tree("django", "django", "core/handlers/base.py"),
    Tree("langchain-core", "langchain_core", "runnables/base.py"),
    Tree("homeassistant", "homeassistant", "core.py", oldest_python=(3, 13)),
)


def fetch(tree: Tree) -> None:
    """Fetches a tree into the cache, unless these very versions are there."""
    requirements = HERE / "requirements" / f"{tree.distribution}.txt"
    wanted = sys.version + requirements.read_text(encoding="utf-8")
    stamp = CACHE / tree.distribution / "stamp"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"fetching {tree.distribution} into {stamp.parent}", file=sys.stderr)
    shutil.rmtree(stamp.parent, ignore_errors=True)
    install(tree.environment, requirements)
    pin = next(
        line
        for line in requirements.read_text(encoding="utf-8").splitlines()
        if line.lower().startswith(f"{tree.distribution}==")
    )
    pip = (tree.environment / "bin" / "python", "-m", "pip", "install", "--quiet")
    subprocess.run((*pip, "--no-deps", "--target", tree.folder, pin), check=True)
    stamp.write_text(wanted, encoding="utf-8")


def fetch_tools() -> Path:
    """Returns the folder of the peers' commands, installed first where they are not."""
    requirements = HERE / "requirements" / "tools.txt"
    wanted = sys.version + requirements.read_text(encoding="utf-8")
    stamp = CACHE / "tools" / "stamp"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(stamp.parent, ignore_errors=True)
        install(stamp.parent, requirements)
        stamp.write_text(wanted, encoding="utf-8")
    return stamp.parent / "bin"


def install(environment: Path, requirements: Path) -> None:
    """Makes a virtual environment with exactly these requirements."""
    venv.create(environment, with_pip=True)
    pip = (environment / "bin" / "python", "-m", "pip", "install", "--quiet")
    quiet = "--disable-pip-version-check"
    subprocess.run((*pip, quiet, "--no-deps", "--requirement", requirements), check=True)
