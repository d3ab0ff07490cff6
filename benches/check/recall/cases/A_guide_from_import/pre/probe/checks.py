from io import open as open_text
from subprocess import PIPE, run
from time import sleep as pause
from urllib.request import Request, urlopen

from requests import get

AGENT = {"User-Agent": "probe/1.4"}


async def http_check(url: str) -> bool:
    return get(url, headers=AGENT, timeout=3).ok  # hit: get


async def legacy_check(url: str) -> bool:
    request = Request(url, headers=AGENT, method="HEAD")
    return urlopen(request).getcode() < 400  # hit: urlopen


async def command_check(command: list[str], retries: int) -> bool:
    for _ in range(retries):
        result = run(command, stdout=PIPE, stderr=PIPE, timeout=10)  # hit: run
        if result.returncode == 0:
            return True
        pause(1)  # hit: sleep
    return False


async def load_targets(path: str) -> list[str]:
    with open_text(path, encoding="utf-8") as lines:  # hit: io
        names = [line.strip() for line in lines]
    return names
