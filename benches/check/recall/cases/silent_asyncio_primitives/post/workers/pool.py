import asyncio
from asyncio import Condition, Event, Lock, Queue, Semaphore


class Pool:
    def __init__(self, size: int) -> None:
        self.queue: Queue[int] = Queue(100)
        self.lock = Lock()
        self.limit = Semaphore(size)
        self.ready = Event()
        self.changed = Condition()

    async def produce(self, item: int) -> None:
        await self.ready.wait()  # silent: event
        await self.queue.put(item)  # silent: put

    async def consume(self) -> int:
        async with self.limit:  # silent: semaphore
            item = await self.queue.get()  # silent: get
            self.queue.task_done()
            return item

    async def drain(self) -> None:
        await self.lock.acquire()  # silent: acquire
        try:
            await self.queue.join()  # silent: join
        finally:
            self.lock.release()

    async def wait_for(self, size: int) -> None:
        async with self.changed:  # silent: condition
            await self.changed.wait_for(lambda: self.queue.qsize() >= size)

    async def barrier(self) -> None:
        await asyncio.wait_for(self.ready.wait(), 1)  # silent: timeout
