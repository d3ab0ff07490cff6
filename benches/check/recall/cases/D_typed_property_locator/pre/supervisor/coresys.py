from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supervisor.hardware.manager import HardwareManager
    from supervisor.host import HostManager


class CoreSys:
    def __init__(self) -> None:
        self._hardware: HardwareManager | None = None
        self._host: HostManager | None = None

    @property
    def hardware(self) -> HardwareManager:
        if self._hardware is None:
            raise RuntimeError("hardware not set")
        return self._hardware

    @hardware.setter
    def hardware(self, value: HardwareManager) -> None:
        self._hardware = value

    @property
    def host(self) -> HostManager:
        if self._host is None:
            raise RuntimeError("host not set")
        return self._host

    @host.setter
    def host(self, value: HostManager) -> None:
        self._host = value


class CoreSysAttributes:
    coresys: CoreSys

    @property
    def sys_hardware(self) -> HardwareManager:
        return self.coresys.hardware

    @property
    def sys_host(self) -> HostManager:
        return self.coresys.host
