"""What the catalogue says of the standard library is true of the interpreter that runs this test."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CRATE = Path(__file__).parents[1] / "crates" / "nonblock-catalogue"
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def proofs() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((CRATE / "proofs" / "proofs.json").read_text("utf-8"))
    return read


def standard_names() -> list[str]:
    """Return the names that were found in this version of Python when the proofs were written."""
    return [
        name
        for file, proof in proofs().items()
        if file.startswith("stdlib-")
        for how, names in proof["proofs"].items()
        if VERSION in how.split()
        for name in names
        if "()" not in name
    ]


def test_every_name_of_the_standard_library_is_found_again() -> None:
    names = {it: it.removesuffix(".__init__").removesuffix(".__new__") for it in standard_names()}
    assert len(names) > 600
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", str(CRATE / "proofs" / "runtime.py")],
        input="\n".join(names.values()),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(answer.stdout)
    assert [name for name, looked_up in names.items() if not found[looked_up]] == []
