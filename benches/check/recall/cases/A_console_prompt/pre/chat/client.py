import asyncio
import getpass


class ChatClient:
    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.writer: asyncio.StreamWriter | None = None

    async def login(self) -> None:
        _, self.writer = await asyncio.open_connection(self.host, self.port)
        secret = getpass.getpass("password: ")  # hit: getpass
        self.writer.write(f"AUTH {secret}\n".encode())
        await self.writer.drain()

    async def type_messages(self) -> None:
        while (line := input("> ")) != "/quit":  # hit: input
            assert self.writer is not None
            self.writer.write(line.encode() + b"\n")
            await self.writer.drain()
