import asyncio
from concurrent.futures import ProcessPoolExecutor

from tokens.bpe import count_tokens


class TokenService:
    def __init__(self) -> None:
        self.processes = ProcessPoolExecutor(1)

    async def count(self, seed: int) -> int:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.processes, count_tokens, seed)  # silent: process
