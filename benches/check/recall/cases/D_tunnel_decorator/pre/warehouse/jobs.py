import asyncio

from warehouse.queries import connection_string, plain_string


async def nightly(names: list[str]) -> list[str]:
    urls = [plain_string(name) for name in names]
    urls.append(connection_string("audit"))  # via: ssh # via: settle
    await asyncio.sleep(0)
    return urls
