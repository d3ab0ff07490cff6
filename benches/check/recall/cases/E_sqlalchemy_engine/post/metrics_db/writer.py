import asyncio

from sqlalchemy import create_engine, insert

from metrics_db.schema import install, samples


class Writer:
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)

    def insert(self, names: list[str]) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(samples), [{"name": name} for name in names])


class Collector:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.pending: list[str] = []

    async def start(self) -> None:
        await asyncio.to_thread(install, self.writer.engine)  # silent: create

    async def flush(self) -> None:
        names, self.pending = self.pending, []
        await asyncio.to_thread(self.writer.insert, names)  # silent: execute
