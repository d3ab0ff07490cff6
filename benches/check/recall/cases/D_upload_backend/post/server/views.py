import asyncio

from server.upload import upload_file


async def handle_upload(name: str, data: bytes) -> str:
    return await asyncio.to_thread(upload_file, f"/srv/{name}", data)  # silent: write
