from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

PROC = Path("/proc")


class HardwareInfo:
    def __init__(self, proc: Path = PROC) -> None:
        self.proc = proc

    @property
    def uptime(self) -> timedelta:
        text = (self.proc / "uptime").read_text(encoding="ascii")  # hit: read
        return timedelta(seconds=float(text.split()[0]))

    @property
    def last_boot(self) -> datetime:
        return datetime.now(timezone.utc) - self.uptime

    @property
    def operating_system(self) -> dict[str, str]:
        with open("/etc/os-release", encoding="utf-8") as lines:  # hit: release
            pairs = (line.rstrip().partition("=") for line in lines)
            return {key: value.strip('"') for key, _, value in pairs}


class Monitor:
    def __init__(self) -> None:
        self.info = HardwareInfo()
        self.boots: list[datetime] = []

    async def watch(self, interval: float) -> None:
        while True:
            boot = self.info.last_boot  # via: read
            if not self.boots or boot > self.boots[-1]:
                self.boots.append(boot)
            await asyncio.sleep(interval)

    async def describe(self) -> str:
        return self.info.operating_system["PRETTY_NAME"]  # via: release
