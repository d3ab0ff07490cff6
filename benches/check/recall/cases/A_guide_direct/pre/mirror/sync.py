import asyncio
import json
import subprocess
import time
import urllib.request

import requests

INDEX = "https://releases.example.org/index.json"


async def latest_release(channel: str) -> dict:
    response = requests.get(INDEX, params={"channel": channel}, timeout=30)  # hit: get
    response.raise_for_status()
    return response.json()


async def fetch_checksums(release: dict) -> str:
    url = release["checksums"]
    with urllib.request.urlopen(url, timeout=10) as reply:  # hit: urlopen
        body = reply.headers.get_content_charset() or "utf-8"
    return body


async def wait_for_mirror(attempts: int = 5) -> bool:
    for attempt in range(attempts):
        release = await latest_release("stable")
        if release.get("mirrored"):
            return True
        time.sleep(2**attempt)  # hit: sleep
    return False


async def verify_signature(path: str) -> bool:
    done = subprocess.run(["gpg", "--verify", path + ".sig", path], capture_output=True)  # hit: run
    return done.returncode == 0


async def append_journal(path: str, entry: dict) -> int:
    handle = open(path, "r+", encoding="utf-8")  # hit: open
    try:
        lines = handle.read().count("\n")  # hit: read
        handle.seek(0, 2)  # hit: seek
        handle.write(json.dumps(entry) + "\n")  # hit: write
    finally:
        handle.close()
    return lines + 1


async def main() -> None:
    release, _ = await asyncio.gather(latest_release("beta"), wait_for_mirror())
    print(await fetch_checksums(release))
