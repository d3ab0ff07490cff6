import asyncio
import queue
import threading
from collections.abc import Callable, Iterable

Item = tuple[str, bytes]


class Bridge:
    def __init__(self, size: int = 100) -> None:
        self.incoming: queue.Queue[Item | None] = queue.Queue(size)
        self.outgoing: asyncio.Queue[Item] = asyncio.Queue(size)

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
        while (item := await asyncio.to_thread(self.incoming.get)) is not None:  # silent: get
            await self.outgoing.put(item)  # silent: put
            count += 1
        return count

    async def peek(self) -> Item | None:
        try:
            return self.incoming.get(block=False)  # silent: noblock
        except queue.Empty:
            return None

    async def drain(self) -> None:
        await self.outgoing.join()  # silent: join
