import serial


class Port:
    def __init__(self, device: str) -> None:
        self.serial = serial.Serial(device, 115200, timeout=1)  # hit: serial

    def frame(self) -> bytes:
        return self.serial.readline()  # hit: readline
