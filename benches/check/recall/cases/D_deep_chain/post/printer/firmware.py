from printer.port import Port


class Firmware:
    def __init__(self, port: Port) -> None:
        self._port = port

    def reset(self) -> None:
        self._drop_dtr()

    def _drop_dtr(self) -> None:
        self._port.settle(0.2)
