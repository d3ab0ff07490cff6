import asyncio
import json

import aiofiles
import httpx

INDEX = "https://releases.example.org/index.json"


async def latest_release(client: httpx.AsyncClient, channel: str) -> dict:
    response = await client.get(INDEX, params={"channel": channel}, timeout=30)  # silent: get
    response.raise_for_status()
    return response.json()


async def fetch_checksums(client: httpx.AsyncClient, release: dict) -> str:
    async with client.stream("GET", release["checksums"]) as reply:  # silent: stream
        return (await reply.aread()).decode()


async def wait_for_mirror(client: httpx.AsyncClient, attempts: int = 5) -> bool:
    for attempt in range(attempts):
        release = await latest_release(client, "stable")
        if release.get("mirrored"):
            return True
        await asyncio.sleep(2**attempt)  # silent: sleep
    return False


async def verify_signature(path: str) -> bool:
    process = await asyncio.create_subprocess_exec("gpg", "--verify", path + ".sig", path)  # silent: run
    return await process.wait() == 0


async def append_journal(path: str, entry: dict) -> int:
    async with aiofiles.open(path, "r+", encoding="utf-8") as handle:  # silent: open
        lines = (await handle.read()).count("\n")  # silent: read
        await handle.seek(0, 2)
        await handle.write(json.dumps(entry) + "\n")  # silent: write
    return lines + 1
