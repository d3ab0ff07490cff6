import asyncio
from functools import singledispatch
from pathlib import Path


class Report:
    title = "report"


@singledispatch
def dump(value: object) -> str:
    return str(value)


@dump.register
def _(value: Path) -> str:
    return value.read_text()


@dump.register
def _dump_report(value: Report) -> str:
    with open(value.title) as file:
        return file.read()


async def export(path: Path, report: Report) -> str:
    return await asyncio.to_thread(lambda: dump(path) + dump(report))  # silent: path  # silent: report
