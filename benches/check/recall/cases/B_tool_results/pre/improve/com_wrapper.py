import queue
import threading
from concurrent.futures import Future


class ComWrapper:
    def __init__(self) -> None:
        self._queue: queue.Queue = queue.Queue()
        self._thread = threading.Thread(target=self._worker, daemon=True)

    def _worker(self) -> None:
        while True:
            function, args, future = self._queue.get()
            try:
                future.set_result(function(*args))
            except Exception as error:
                future.set_exception(error)

    def execute(self, function, *args):
        future: Future = Future()
        self._queue.put((function, args, future))
        return future.result(timeout=30.0)  # hit: com


ppt = ComWrapper()
