import threading
from collections import deque


class Exporter:
    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.buffer: deque[dict] = deque(maxlen=10_000)
        self._stopping = threading.Event()
        self._flushed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="exporter")

    def start(self) -> None:
        self._thread.start()

    def _work(self) -> None:
        while not self._stopping.wait(self.interval):
            self.buffer.clear()
            self._flushed.set()

    async def flush(self) -> None:
        self._flushed.clear()
        self._flushed.wait(2)  # hit: wait

    async def aclose(self) -> None:
        self._stopping.set()
        self._thread.join()  # hit: join
