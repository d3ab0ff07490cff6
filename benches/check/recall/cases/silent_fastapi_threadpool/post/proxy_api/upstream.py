import time

import requests


def fetch(url: str) -> dict:
    time.sleep(0.1)  # silent: sleep
    return requests.get(url, timeout=5).json()  # silent: get


def record(line: str) -> None:
    with open("/var/log/proxy", "a") as log:  # silent: open
        log.write(line)  # silent: write
