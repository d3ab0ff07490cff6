import os


class AdbDevice:
    def __init__(self, transport) -> None:
        self._transport = transport

    async def push(self, local: str, remote: str) -> None:
        for root, _, names in os.walk(local):  # hit: walk
            for name in names:
                path = os.path.join(root, name)
                with open(path, "rb") as stream:  # hit: open
                    total = os.fstat(stream.fileno()).st_size  # hit: size
                    await self._send(stream.read(total), f"{remote}/{name}")

    async def _send(self, data: bytes, remote: str) -> None:
        await self._transport.write(remote.encode() + data)
