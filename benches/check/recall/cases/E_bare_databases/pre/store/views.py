from store import drivers


async def overview(user: int) -> list[object]:
    return [
        drivers.orders(user),  # via: psycopg
        drivers.legacy(user),  # via: mysql  # via: execute
        drivers.erp(),  # via: odbc
        drivers.find("x"),  # via: search
    ]
