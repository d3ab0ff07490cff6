import multiprocessing
import threading


class Supervisor:
    def __init__(self) -> None:
        self.ours, self.theirs = multiprocessing.Pipe()
        self.ready = threading.Event()
        self.barrier = threading.Barrier(2)

    async def start(self) -> str:
        self.ready.wait(10)  # hit: event
        return self.ours.recv()  # hit: pipe

    async def meet(self) -> None:
        self.barrier.wait()  # hit: barrier
