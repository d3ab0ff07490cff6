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
        return keyring.get_password("hub", user)  # hit: keyring

    async def update(self, callback) -> None:
        with self.lock:  # hit: filelock
            await callback()

    async def next_job(self) -> str:
        return self.jobs.get()  # hit: queue

    async def started(self) -> None:
        self.ready.wait(timeout=30)  # hit: wait
