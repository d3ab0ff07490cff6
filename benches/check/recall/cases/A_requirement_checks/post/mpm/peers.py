import asyncio
import socket


async def announce(port: int) -> tuple[str, int]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(socket.gethostname(), port)  # silent: host
    address = found[0][4][0]
    return address, port
