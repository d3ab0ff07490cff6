import asyncio
from asyncio import subprocess
from asyncio.subprocess import Process


class Command:
    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.process: Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(  # silent: exec
            *self.arguments, stdout=subprocess.PIPE, stdin=subprocess.PIPE
        )

    async def output(self) -> bytes:
        assert self.process is not None
        out, _ = await self.process.communicate()  # silent: communicate
        return out

    async def feed(self, data: bytes) -> None:
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.write(data)  # silent: write
        await self.process.stdin.drain()

    async def lines(self) -> list[bytes]:
        assert self.process is not None and self.process.stdout is not None
        return [line async for line in self.process.stdout]  # silent: lines


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(4096):  # silent: read
        writer.write(data)  # silent: stream
