from aioextensions import collect, in_thread

from sifting.session import columns, get_session


def _setup_snowflake_session(account: str) -> object:
    return get_session(account)


def _classify_blocking(row: str) -> int:
    return len(row)


async def run_validation_pipeline(account: str, rows: list[str]) -> list[int]:
    _setup_snowflake_session(account)  # via: connect
    return list(await collect([in_thread(_classify_blocking, row) for row in rows]))


async def describe(account: str, table: str) -> list[str]:
    return columns(account, table)  # via: execute
