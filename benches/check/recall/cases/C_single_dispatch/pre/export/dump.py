from functools import singledispatch
from pathlib import Path


class Report:
    title = "report"


@singledispatch
def dump(value: object) -> str:
    return str(value)


@dump.register
def _(value: Path) -> str:
    return value.read_text()  # hit: path


@dump.register
def _dump_report(value: Report) -> str:
    with open(value.title) as file:  # hit: report
        return file.read()


async def export(path: Path, report: Report) -> str:
    return dump(path) + dump(report)  # via: path  # via: report
