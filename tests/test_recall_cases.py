"""The recall benchmark's cases are what their descriptions say."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "benches" / "check" / "recall" / "run.py"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the benchmark reads TOML")
def test_cases_parse_and_their_marks_fit_their_descriptions() -> None:
    done = subprocess.run(
        [sys.executable, RUN, "--validate", "--no-imports"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
