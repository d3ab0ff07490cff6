import asyncio
import socket


async def announce(port: int) -> tuple[str, int]:
    address = socket.gethostbyname(socket.gethostname())  # hit: host
    return address, port
