"""Each line of docs/process-matrix.md holds for nonblock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "benches" / "run"
PAGE = Path(__file__).parents[2] / "docs" / "process-matrix.md"
ASK = "import sys; sys.path.insert(0, sys.argv[1]); import process_matrix as matrix; "


def ask(program: str, *arguments: str) -> str:
    """Run a line of Python beside the matrix and return what it prints."""
    command = [sys.executable, "-c", ASK + program, str(BENCH), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


CELLS = ask("print(*matrix.CELLS, sep=chr(10))").splitlines()


@pytest.mark.parametrize("cell", CELLS)
def test_it_holds(cell: str) -> None:
    assert ask("print(matrix.judge(sys.argv[2], 'nonblock'))", cell).strip() == "yes"


def test_the_page_shows_every_line() -> None:
    page = PAGE.read_text()
    assert [cell for cell in CELLS if f"\n| {cell} | yes |" not in page] == []
