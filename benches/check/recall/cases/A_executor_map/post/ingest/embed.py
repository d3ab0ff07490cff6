import asyncio
from concurrent.futures import ThreadPoolExecutor

POOL = ThreadPoolExecutor(8)


def embed(text: str) -> list[float]:
    return [float(len(text))]


async def embed_all(texts: list[str]) -> list[list[float]]:
    loop = asyncio.get_running_loop()
    jobs = [loop.run_in_executor(POOL, embed, text) for text in texts]
    return list(await asyncio.gather(*jobs))  # silent: map


async def first(texts: list[str]) -> list[float]:
    loop = asyncio.get_running_loop()
    jobs = [loop.run_in_executor(POOL, embed, text) for text in texts]
    for job in asyncio.as_completed(jobs):  # silent: completed
        return await job
    return []
