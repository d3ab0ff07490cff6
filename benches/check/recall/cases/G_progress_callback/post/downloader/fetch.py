import asyncio
from collections.abc import Callable
import aiohttp

Progress = Callable[[int, int], None]


async def fetch(session: aiohttp.ClientSession, url: str, progress: Progress) -> bytes:
    body = bytearray()
    async with session.get(url) as reply:
        total = reply.content_length or 0
        async for chunk in reply.content.iter_chunked(1 << 16):
            body += chunk
            await asyncio.to_thread(progress, len(body), total)  # silent: progress
    return bytes(body)
