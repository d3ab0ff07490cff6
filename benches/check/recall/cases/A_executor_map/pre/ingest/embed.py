from concurrent.futures import ThreadPoolExecutor, as_completed

POOL = ThreadPoolExecutor(8)


def embed(text: str) -> list[float]:
    return [float(len(text))]


async def embed_all(texts: list[str]) -> list[list[float]]:
    return list(POOL.map(embed, texts))  # hit: map


async def first(texts: list[str]) -> list[float]:
    futures = [POOL.submit(embed, text) for text in texts]
    for future in as_completed(futures):  # hit: completed
        return future.result()
    return []
