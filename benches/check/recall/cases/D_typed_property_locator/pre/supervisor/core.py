import logging
from datetime import timedelta

from supervisor.coresys import CoreSys, CoreSysAttributes

_LOGGER = logging.getLogger(__name__)


class Core(CoreSysAttributes):
    def __init__(self, coresys: CoreSys) -> None:
        self.coresys = coresys

    async def _adjust_system_datetime(self) -> None:
        boot = self.sys_hardware.helper.last_boot  # via: boot
        if boot is None:
            return
        _LOGGER.info("up since %s in %s", boot + timedelta(0), self.sys_host.timezone)  # via: timezone

    async def start(self) -> None:
        await self._adjust_system_datetime()
