from printer.firmware import Firmware
from printer.port import Port
from printer.toolhead import Toolhead


class Machine:
    def __init__(self, device: str) -> None:
        self.toolhead = Toolhead(Firmware(Port(device)))

    def shutdown(self, reason: str) -> str:
        return self._stop(reason)

    def _stop(self, reason: str) -> str:
        self.toolhead.emergency_stop()
        return reason
