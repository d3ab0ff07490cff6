import asyncio
import subprocess


class GitRequirements:
    async def check(self, folder: str) -> list[str]:
        problems = []
        for command in (["git", "--version"], ["git", "-C", folder, "status"]):
            try:
                result = await asyncio.to_thread(  # silent: version
                    subprocess.run, command, capture_output=True, text=True, timeout=5
                )
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
        await asyncio.sleep(delay)  # silent: sleep
