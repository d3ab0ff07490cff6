from asyncio import create_subprocess_exec, sleep as pause, to_thread
from subprocess import PIPE
from urllib.request import Request, urlopen

from requests import get

AGENT = {"User-Agent": "probe/1.4"}


async def http_check(url: str) -> bool:
    response = await to_thread(get, url, headers=AGENT, timeout=3)  # silent: get
    return response.ok


def _legacy_status(url: str) -> int:
    request = Request(url, headers=AGENT, method="HEAD")
    return urlopen(request).getcode()


async def legacy_check(url: str) -> bool:
    return await to_thread(_legacy_status, url) < 400  # silent: urlopen


async def command_check(command: list[str], retries: int) -> bool:
    for _ in range(retries):
        process = await create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        if await process.wait() == 0:  # silent: wait
            return True
        await pause(1)  # silent: sleep
    return False
