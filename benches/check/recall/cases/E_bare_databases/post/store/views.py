from asyncio import to_thread

from store import drivers


async def overview(user: int) -> list[object]:
    return [
        await to_thread(drivers.orders, user),  # silent: psycopg
        await to_thread(drivers.legacy, user),  # silent: mysql  # silent: execute
        await to_thread(drivers.erp),  # silent: odbc
        await to_thread(drivers.find, "x"),  # silent: search
    ]
