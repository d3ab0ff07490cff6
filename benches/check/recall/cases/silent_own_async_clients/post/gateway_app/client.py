import asyncio


class AsyncDatabase:
    async def connect(self, dsn: str) -> None:
        await asyncio.sleep(0)

    async def execute(self, query: str) -> list[tuple[str, ...]]:
        await asyncio.sleep(0)
        return [(query,)]

    async def commit(self) -> None:
        await asyncio.sleep(0)
