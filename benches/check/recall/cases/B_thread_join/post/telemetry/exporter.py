import asyncio
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
        await asyncio.to_thread(self._flushed.wait, 2)  # silent: wait

    async def aclose(self) -> None:
        self._stopping.set()
        if not self._stopping.is_set():  # silent: is_set
            return
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)  # silent: join
