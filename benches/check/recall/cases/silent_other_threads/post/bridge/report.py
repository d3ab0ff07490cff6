import asyncio
import threading
import time


class Bridge:
    def __init__(self) -> None:
        self.thread_id = threading.get_ident()
        self.loop = asyncio.get_running_loop()

    def report(self, text: str) -> None:
        if self.thread_id != threading.get_ident():
            asyncio.run_coroutine_threadsafe(self.send(text), self.loop).result()  # silent: other
            return
        self.loop.create_task(self.send(text))

    async def send(self, text: str) -> None:
        await asyncio.sleep(0)

    async def tick(self) -> None:
        self.report("tick")  # silent: caller


def wait() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        time.sleep(1)  # silent: probe


async def caller() -> None:
    wait()  # silent: wait
