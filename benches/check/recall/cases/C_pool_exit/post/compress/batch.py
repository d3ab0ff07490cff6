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
        self.executor.shutdown(wait=False)  # silent: shutdown


async def checksums(blobs: list[bytes]) -> list[int]:
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=4)  # silent: pool
    try:
        tasks = [loop.run_in_executor(pool, checksum, blob) for blob in blobs]
        return list(await asyncio.gather(*tasks))
    finally:
        await asyncio.to_thread(pool.shutdown)  # silent: exit


async def checksums_on_pool(blobs: list[bytes]) -> list[int]:
    loop = asyncio.get_running_loop()
    with Pool(2) as pool:
        tasks = [loop.run_in_executor(pool.executor, checksum, blob) for blob in blobs]
        return list(await asyncio.gather(*tasks))


async def mapped(executor: ThreadPoolExecutor, blobs: list[bytes]) -> int:
    tasks = [asyncio.wrap_future(executor.submit(checksum, blob)) for blob in blobs]
    return sum(await asyncio.gather(*tasks))  # silent: map
