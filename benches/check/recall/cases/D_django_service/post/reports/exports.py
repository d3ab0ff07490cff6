import csv
import os
import tempfile
from collections.abc import Iterable


def workspace() -> str:
    return tempfile.mkdtemp(prefix="reports-")


def write_csv(rows: Iterable[tuple[str, ...]]) -> str:
    path = os.path.join(workspace(), "report.csv")
    with open(path, "w", newline="") as out:
        csv.writer(out).writerows(rows)
    return path
