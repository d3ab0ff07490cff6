import asyncio
import subprocess
import time


class GitRequirements:
    async def check(self, folder: str) -> list[str]:
        problems = []
        for command in (["git", "--version"], ["git", "-C", folder, "status"]):
            try:
                result = subprocess.run(command, capture_output=True, text=True, timeout=5)  # hit: version
            except FileNotFoundError:
                problems.append("git is missing")
                continue
            if result.returncode:
                problems.append(result.stderr)
        return problems


async def watch_bans(client, delay: float, retries: int = 5) -> None:
    while retries:
        try:
            await client.poll()
        except ConnectionError:
            retries -= 1
        time.sleep(delay)  # hit: sleep
