import asyncio
import requests as http_client
import subprocess as sp


class Notifier:
    def __init__(self, hook: str) -> None:
        self.hook = hook
        self.sent = 0

    async def announce(self, text: str) -> None:
        await asyncio.to_thread(http_client.post, self.hook, json={"text": text}, timeout=5)  # silent: post
        self.sent += 1


class Rollout:
    def __init__(self, notifier: Notifier, pause: float) -> None:
        self.notifier = notifier
        self.pause = pause

    async def restart(self, units: list[str]) -> None:
        loop = asyncio.get_running_loop()
        for unit in units:
            await loop.run_in_executor(None, sp.check_call, ["systemctl", "restart", unit])  # silent: run
            await asyncio.sleep(self.pause)  # silent: sleep
            await self.notifier.announce(f"{unit} restarted")
