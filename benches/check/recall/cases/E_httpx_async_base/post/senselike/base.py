import ssl

import certifi


class SenseableBase:
    def __init__(self, realtime: bool) -> None:
        self.realtime = realtime
        self.context = self._tls()

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=certifi.where())
