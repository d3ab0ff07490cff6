import asyncio
import logging
from datetime import timedelta

from supervisor.coresys import CoreSys, CoreSysAttributes

_LOGGER = logging.getLogger(__name__)


class Core(CoreSysAttributes):
    def __init__(self, coresys: CoreSys) -> None:
        self.coresys = coresys

    async def _adjust_system_datetime(self) -> None:
        helper = self.sys_hardware.helper  # silent: locator
        boot = await asyncio.to_thread(helper.read_last_boot)  # silent: boot
        if boot is None:
            return
        zone = await asyncio.to_thread(lambda: self.sys_host.timezone)  # silent: timezone
        _LOGGER.info("up since %s in %s", boot + timedelta(0), zone)  # silent: log

    async def start(self) -> None:
        await self._adjust_system_datetime()
