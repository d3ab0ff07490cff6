"""The lowest layer: everything here waits."""

import subprocess
import time
import urllib.request as web

import requests

RETRIES = 3


def call(url: str) -> dict:
    for attempt in range(RETRIES):
        reply = requests.request("GET", url, timeout=5)
        if reply.ok:
            return reply.json()
        time.sleep(attempt)
    raise ConnectionError(url)


def reachable(url: str) -> bool:
    return web.urlopen(url).status == 200


def convert(source: str) -> bytes:
    return subprocess.run(["wkhtmltopdf", source, "-"], stdout=subprocess.PIPE).stdout


def append(path: str, text: str) -> None:
    with open(path, "r+") as target:
        target.seek(0, 2)
        target.write(text)
