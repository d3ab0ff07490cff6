"""The environments that cases are analysed in, and the tools they are analysed with."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
CACHE = REPOSITORY / ".cache" / "recall"
REQUIREMENTS = {
    "full": HERE / "requirements.txt",
    "bare": None,
    "tools": HERE / "requirements-tools.txt",
}


def prepare(name: str) -> Path:
    """Return the virtual environment `name`, made or brought up to date first."""
    folder = CACHE / name
    stamp = folder / "requirements.stamp"
    requirements = REQUIREMENTS[name]
    wanted = requirements.read_text(encoding="utf-8") if requirements else ""
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return folder
    sys.stderr.write(f"preparing the {name} environment in {folder}\n")
    if not python_of(folder).exists():
        venv.create(folder, with_pip=requirements is not None)
    if requirements:
        command: list[str | Path] = [
            python_of(folder),
            "-m",
            "pip",
            "install",
            "--quiet",
        ]
        command += ["--disable-pip-version-check", "--requirement", requirements]
        subprocess.run(command, check=True)
    stamp.write_text(wanted, encoding="utf-8")
    return folder


def python_of(folder: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return folder / "bin" / "python"


def find_nonblock(explicit: str | None) -> Path | None:
    """Return the `nonblock` binary: as named, else built here, else on PATH."""
    if explicit:
        return Path(explicit).resolve()
    built = REPOSITORY / "target" / "release" / "nonblock"
    if built.exists():
        return built
    beside = Path(sys.executable).parent / "nonblock"
    if beside.exists():
        return beside
    found = shutil.which("nonblock")
    return Path(found) if found else None
