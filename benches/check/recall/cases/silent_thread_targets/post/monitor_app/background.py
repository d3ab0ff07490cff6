import asyncio
import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor


def watch(path: str) -> None:
    while True:
        with open(path) as text:  # silent: open
            text.read()
        time.sleep(1)  # silent: sleep


class Poller(threading.Thread):
    def run(self) -> None:
        time.sleep(5)  # silent: run


class Background:
    def __init__(self, executor: Executor | None = None) -> None:
        self.executor = executor or ThreadPoolExecutor(1)

    async def start(self, path: str) -> None:
        threading.Thread(target=watch, args=(path,), daemon=True).start()  # silent: thread
        threading.Timer(5, watch, args=[path]).start()  # silent: timer
        self.executor.submit(watch, path)  # silent: submit
        Poller(daemon=True).start()  # silent: poller
        await asyncio.sleep(0)
