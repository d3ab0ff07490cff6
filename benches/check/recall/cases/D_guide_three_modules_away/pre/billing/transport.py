"""The lowest layer: everything here waits."""

import subprocess
import time
import urllib.request as web

import requests

RETRIES = 3


def call(url: str) -> dict:
    for attempt in range(RETRIES):
        reply = requests.request("GET", url, timeout=5)  # hit: http
        if reply.ok:
            return reply.json()
        time.sleep(attempt)  # hit: sleep
    raise ConnectionError(url)


def reachable(url: str) -> bool:
    return web.urlopen(url).status == 200  # hit: url


def convert(source: str) -> bytes:
    return subprocess.run(["wkhtmltopdf", source, "-"], stdout=subprocess.PIPE).stdout  # hit: run


def append(path: str, text: str) -> None:
    with open(path, "r+") as target:  # hit: open
        target.seek(0, 2)  # hit: seek
        target.write(text)  # hit: write
