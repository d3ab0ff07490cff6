"""The guide's examples, as `make demo` shows them, and the code in the documentation."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nonblock._binary import find_command

_REPOSITORY = Path(__file__).resolve().parent.parent
_PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PAGES = [_REPOSITORY / "README.md", *sorted((_REPOSITORY / "docs").rglob("*.md"))]


def check(path: str) -> list[dict[str, Any]]:
    """Returns what the text output would show: JSON also carries notes."""
    command = [str(find_command()), "check", "--output-format", "json", path]
    done = subprocess.run(
        command, cwd=_REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode in {0, 1}, done.stderr
    findings = [it for it in json.loads(done.stdout) if it["severity"] != "note"]
    assert done.returncode == int(bool(findings))
    return findings


def test_the_guides_cooperative_example_is_clean() -> None:
    assert check("examples/guide/cooperative.py") == []


def test_the_guides_blocking_example_is_found_where_it_sleeps() -> None:
    (finding,) = check("examples/guide/blocking.py")
    assert finding["name"] == "blocking-call"
    assert finding["sink"]["name"] == "time.sleep"
    assert "get_data" in finding["function"]
    lines = (_REPOSITORY / "examples/guide/blocking.py").read_text(encoding="utf-8").splitlines()
    row: int = finding["location"]["row"]
    assert lines[row - 1].strip() == "time.sleep(5)"


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_python_code_in_the_documentation_runs(page: Path, tmp_path: Path) -> None:
    """Runs whole programs: fragments are fenced with `py`, and files of a project say so in their first line."""
    blocks = _PYTHON_BLOCK.findall(page.read_text(encoding="utf-8"))
    for number, block in enumerate(blocks):
        if block.startswith("# file: "):
            continue
        script = tmp_path / f"block_{number}.py"
        script.write_text(block, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-W", "error", script],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{page.name}, block {number}:\n{block}\n{done.stderr}"
