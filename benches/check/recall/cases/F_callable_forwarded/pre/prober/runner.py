import asyncio
from functools import partial

from prober.checks import ping, version
from prober.retrying import retry


async def check(url: str) -> bool:
    return retry(lambda: ping(url)) == 200  # via: ping


async def inventory(binaries: list[str]) -> list[str]:
    await asyncio.sleep(0)
    return [retry(partial(version, binary), attempts=2) for binary in binaries]  # via: version
