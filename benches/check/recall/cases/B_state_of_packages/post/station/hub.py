import asyncio
import queue
import threading

import keyring
from filelock import FileLock


class Hub:
    def __init__(self, folder: str) -> None:
        self.lock = FileLock(f"{folder}/hub.lock")
        self.jobs: queue.Queue[str] = queue.Queue()
        self.ready = threading.Event()

    async def token(self, user: str) -> str | None:
        return await asyncio.to_thread(keyring.get_password, "hub", user)  # silent: keyring

    async def update(self, callback) -> None:
        await asyncio.to_thread(self.lock.acquire)  # silent: filelock
        try:
            await callback()
        finally:
            self.lock.release()

    async def next_job(self) -> str:
        return await asyncio.to_thread(self.jobs.get)  # silent: queue

    async def started(self) -> None:
        await asyncio.to_thread(self.ready.wait, timeout=30)  # silent: wait
