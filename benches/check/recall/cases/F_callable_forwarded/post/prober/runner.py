import asyncio
from functools import partial

from prober.checks import ping, version
from prober.retrying import retry


async def check(url: str) -> bool:
    return await asyncio.to_thread(retry, lambda: ping(url)) == 200  # silent: ping


async def inventory(binaries: list[str]) -> list[str]:
    jobs = [asyncio.to_thread(retry, partial(version, binary), attempts=2) for binary in binaries]
    return await asyncio.gather(*jobs)  # silent: version
