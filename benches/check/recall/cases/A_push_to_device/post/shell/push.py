import asyncio
import os


def _files(path: str) -> list[str]:
    return [os.path.join(root, name) for root, _, names in os.walk(path) for name in names]


class AdbDevice:
    def __init__(self, transport) -> None:
        self._transport = transport

    async def push(self, local: str, remote: str) -> None:
        for path in await asyncio.to_thread(_files, local):  # silent: walk
            data = await asyncio.to_thread(self._load, path)  # silent: open
            await self._send(data, f"{remote}/{os.path.basename(path)}")

    def _load(self, path: str) -> bytes:
        with open(path, "rb") as stream:
            return stream.read(os.fstat(stream.fileno()).st_size)

    async def _send(self, data: bytes, remote: str) -> None:
        await self._transport.write(remote.encode() + data)
