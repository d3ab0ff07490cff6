import csv
import os
import tempfile
from collections.abc import Iterable


def workspace() -> str:
    return tempfile.mkdtemp(prefix="reports-")  # hit: temp


def write_csv(rows: Iterable[tuple[str, ...]]) -> str:
    path = os.path.join(workspace(), "report.csv")
    with open(path, "w", newline="") as out:  # hit: export
        csv.writer(out).writerows(rows)
    return path
