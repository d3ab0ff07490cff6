import concurrent.futures
import socket


async def peek(future: "concurrent.futures.Future[int]") -> int | None:
    if future.done():
        return future.result()  # silent: done
    return None


async def connect(host: str) -> socket.socket:
    sock = socket.socket()
    sock.setblocking(False)
    sock.connect_ex((host, 80))  # silent: connect
    return sock
