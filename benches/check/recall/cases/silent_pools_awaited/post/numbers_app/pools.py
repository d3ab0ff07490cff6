import asyncio
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def total(limit: int) -> int:
    value = 0
    for number in range(limit):
        value += number * number
    return value


def read(path: str) -> str:
    with open(path) as text:  # silent: open
        return text.read()  # silent: read


class Pools:
    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(4)  # silent: threads
        self.processes = ProcessPoolExecutor(2)  # silent: processes

    async def sum(self, limit: int) -> int:
        return await asyncio.get_running_loop().run_in_executor(self.processes, total, limit)  # silent: cpu

    async def files(self, paths: list[str]) -> list[str]:
        futures = [asyncio.wrap_future(self.threads.submit(read, path)) for path in paths]  # silent: submit
        return await asyncio.gather(*futures)  # silent: gather
