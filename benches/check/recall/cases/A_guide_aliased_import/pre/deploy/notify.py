from urllib import request as urlrequest
import requests as http_client
import subprocess as sp
import time as clock


class Notifier:
    def __init__(self, hook: str) -> None:
        self.hook = hook
        self.sent = 0

    async def announce(self, text: str) -> None:
        http_client.post(self.hook, json={"text": text}, timeout=5)  # hit: post
        self.sent += 1

    async def ping(self) -> int:
        reply = urlrequest.urlopen(self.hook)  # hit: urlopen
        return reply.status


class Rollout:
    def __init__(self, notifier: Notifier, pause: float) -> None:
        self.notifier = notifier
        self.pause = pause

    async def restart(self, units: list[str]) -> None:
        for unit in units:
            sp.check_call(["systemctl", "restart", unit])  # hit: check
            clock.sleep(self.pause)  # hit: sleep
            await self.notifier.announce(f"{unit} restarted")
