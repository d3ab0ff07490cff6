"""Runs aioextensions' own tests against nonblock.

    python tests/run/aioextensions_upstream.py [PYTEST OPTIONS]

Downloads the wheel from PyPI with pip, takes its tests, and puts `nonblock.aioextensions` in the place
of the package they test.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WHEEL = "aioextensions==21.7.2261349"
STAND_IN = """
from nonblock.aioextensions import *
from nonblock.aioextensions import __all__
"""


def main() -> int:
    """Download, unpack, run; return pytest's exit code."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", directory, WHEEL]
        subprocess.run(pip, check=True)
        (wheel,) = place.glob("*.whl")
        tests = place / "tests"
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.startswith("test/") and name.endswith(".py"):
                    archive.extract(name, tests)
        (tests / "aioextensions.py").write_text(STAND_IN)
        (tests / "pytest.ini").write_text(f"[pytest]\npythonpath = {tests}\n")
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tests)]
        return subprocess.run([*command, *sys.argv[1:]], cwd=tests, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
