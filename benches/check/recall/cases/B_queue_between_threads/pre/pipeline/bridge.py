import queue
import threading
from collections.abc import Callable, Iterable

Item = tuple[str, bytes]


class Bridge:
    def __init__(self, size: int = 100) -> None:
        self.incoming: queue.Queue[Item | None] = queue.Queue(size)
        self.outgoing: "queue.Queue[Item]" = queue.Queue(size)

    def start(self, source: Callable[[], Iterable[Item]]) -> threading.Thread:
        def pump() -> None:
            for item in source():
                self.incoming.put(item)
            self.incoming.put(None)

        thread = threading.Thread(target=pump, daemon=True)
        thread.start()
        return thread

    async def consume(self) -> int:
        count = 0
        while (item := self.incoming.get()) is not None:  # hit: get
            self.outgoing.put(item)  # hit: put
            count += 1
        return count

    async def drain(self) -> None:
        self.outgoing.join()  # hit: join
