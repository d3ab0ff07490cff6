import asyncio
from concurrent.futures import ProcessPoolExecutor

from tokens.bpe import count_tokens


class TokenService:
    def __init__(self) -> None:
        self.processes = ProcessPoolExecutor(1)

    async def count(self, seed: int) -> int:
        return await asyncio.to_thread(count_tokens, seed)  # hit: thread
