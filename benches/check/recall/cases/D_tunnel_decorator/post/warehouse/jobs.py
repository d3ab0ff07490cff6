import asyncio

from warehouse.queries import connection_string, plain_string


async def nightly(names: list[str]) -> list[str]:
    urls = [plain_string(name) for name in names]  # silent: plain
    urls.append(await asyncio.to_thread(connection_string, "audit"))  # silent: ssh
    return urls
