from supervisor.coresys import CoreSys, CoreSysAttributes
from supervisor.hardware.helper import HwHelper


class HardwareManager(CoreSysAttributes):
    def __init__(self, coresys: CoreSys) -> None:
        self.coresys = coresys
        self._helper = HwHelper()

    @property
    def helper(self) -> HwHelper:
        return self._helper
