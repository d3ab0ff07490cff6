from __future__ import annotations

import asyncio
from enum import Enum
from pathlib import Path

STATE_FILE = Path("/run/core/state")


class CoreState(str, Enum):
    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"


class Core:
    def __init__(self) -> None:
        self._state = CoreState.STARTING
        self._restarts = 0

    @property
    def state(self) -> CoreState:
        return self._state

    @state.setter
    def state(self, new: CoreState) -> None:
        if self._state is new:
            return
        self._state = new

    def _store(self) -> None:
        STATE_FILE.write_text(self._state.value, encoding="utf-8")
        STATE_FILE.with_suffix(".count").write_text(str(self._restarts))

    async def save(self) -> None:
        await asyncio.to_thread(self._store)  # silent: store

    @property
    def restarts(self) -> int:
        return self._restarts

    @restarts.setter
    def restarts(self, count: int) -> None:
        self._restarts = count

    async def start(self) -> None:
        await asyncio.sleep(0)
        self.state = CoreState.RUNNING  # silent: set
        await self.save()


async def restart(core: Core) -> None:
    core.state = CoreState.STOPPED
    core.restarts += 1  # silent: aug
    await core.start()
