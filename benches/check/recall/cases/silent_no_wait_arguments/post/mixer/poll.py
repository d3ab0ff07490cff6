import asyncio
import queue
import select
import socket
import threading
import time


class Mixer:
    def __init__(self) -> None:
        self.samples: queue.Queue[bytes] = queue.Queue()
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)

    async def drain(self) -> list[bytes]:
        found = []
        try:
            while True:
                found.append(self.samples.get(block=False))  # silent: block
        except queue.Empty:
            return found

    async def latest(self) -> bytes | None:
        try:
            return self.samples.get_nowait()  # silent: nowait
        except queue.Empty:
            return None

    async def push(self, data: bytes) -> None:
        self.samples.put_nowait(data)  # silent: put
        time.sleep(0)  # silent: sleep

    async def try_lock(self) -> bool:
        return self.lock.acquire(blocking=False)  # silent: acquire

    async def is_stopped(self) -> bool:
        return self.stopped.is_set()  # silent: event

    async def readable(self) -> bool:
        ready, _, _ = select.select([self.socket], [], [], 0)  # silent: select
        await asyncio.sleep(0)
        return bool(ready)
