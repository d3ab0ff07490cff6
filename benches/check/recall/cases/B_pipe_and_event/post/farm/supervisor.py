import asyncio
import multiprocessing
import threading


class Supervisor:
    def __init__(self) -> None:
        self.ours, self.theirs = multiprocessing.Pipe()
        self.ready = threading.Event()
        self.barrier = threading.Barrier(2)

    async def start(self) -> str:
        await asyncio.to_thread(self.ready.wait, 10)  # silent: event
        return await asyncio.to_thread(self.ours.recv)  # silent: pipe

    async def meet(self) -> None:
        await asyncio.to_thread(self.barrier.wait)  # silent: barrier
