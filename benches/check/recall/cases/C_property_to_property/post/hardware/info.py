from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

PROC = Path("/proc")


class HardwareInfo:
    def __init__(self, proc: Path = PROC) -> None:
        self.proc = proc

    def read_uptime(self) -> timedelta:
        text = (self.proc / "uptime").read_text(encoding="ascii")
        return timedelta(seconds=float(text.split()[0]))

    async def last_boot(self) -> datetime:
        return datetime.now(timezone.utc) - await asyncio.to_thread(self.read_uptime)  # silent: read

    def operating_system(self) -> dict[str, str]:
        with open("/etc/os-release", encoding="utf-8") as lines:
            pairs = (line.rstrip().partition("=") for line in lines)
            return {key: value.strip('"') for key, _, value in pairs}


class Monitor:
    def __init__(self) -> None:
        self.info = HardwareInfo()
        self.boots: list[datetime] = []

    async def watch(self, interval: float) -> None:
        while True:
            boot = await self.info.last_boot()
            if not self.boots or boot > self.boots[-1]:
                self.boots.append(boot)
            await asyncio.sleep(interval)

    async def describe(self) -> str:
        return (await asyncio.to_thread(self.info.operating_system))["PRETTY_NAME"]  # silent: release
