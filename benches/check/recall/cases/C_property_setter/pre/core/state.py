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
        STATE_FILE.write_text(new.value, encoding="utf-8")  # hit: write

    @property
    def restarts(self) -> int:
        return self._restarts

    @restarts.setter
    def restarts(self, count: int) -> None:
        self._restarts = count
        STATE_FILE.with_suffix(".count").write_text(str(count))  # hit: aug

    async def start(self) -> None:
        await asyncio.sleep(0)
        self.state = CoreState.RUNNING  # via: write


async def restart(core: Core) -> None:
    core.state = CoreState.STOPPED  # via: write
    core.restarts += 1  # via: aug
    await core.start()
