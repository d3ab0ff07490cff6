from printer.firmware import Firmware


class Toolhead:
    def __init__(self, firmware: Firmware) -> None:
        self.firmware = firmware
        self.position = (0.0, 0.0, 0.0)

    def emergency_stop(self) -> None:
        self.position = (0.0, 0.0, 0.0)
        self.firmware.reset()
