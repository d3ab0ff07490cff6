import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence


class Child:
    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self.process: Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(*self.command, stdout=PIPE)

    async def first_line(self) -> str:
        assert self.process is not None and self.process.stdout is not None
        return (await self.process.stdout.readline()).decode()  # silent: line

    async def stop(self) -> int:
        if self.process is None:
            return 0
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 5)  # silent: wait

    async def collect(self) -> str:
        if self.process is None:
            raise RuntimeError("not started")
        out, _ = await self.process.communicate()  # silent: communicate
        return out.decode()
