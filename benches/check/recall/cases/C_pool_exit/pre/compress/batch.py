import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType


def checksum(blob: bytes) -> int:
    value = 0
    for byte in blob:
        value = (value * 31 + byte) % 2**32
    return value


class Pool:
    def __init__(self, workers: int) -> None:
        self.executor = ThreadPoolExecutor(workers)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.executor.shutdown(wait=True)  # hit: shutdown


async def checksums(blobs: list[bytes]) -> list[int]:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=4) as pool:  # hit: exit
        tasks = [loop.run_in_executor(pool, checksum, blob) for blob in blobs]
    return list(await asyncio.gather(*tasks))


async def checksums_on_pool(blobs: list[bytes]) -> list[int]:
    loop = asyncio.get_running_loop()
    with Pool(2) as pool:  # via: shutdown
        tasks = [loop.run_in_executor(pool.executor, checksum, blob) for blob in blobs]
        return list(await asyncio.gather(*tasks))


async def mapped(executor: ThreadPoolExecutor, blobs: list[bytes]) -> int:
    return sum(executor.map(checksum, blobs))  # hit: map
