from sqlalchemy import create_engine, insert

from metrics_db.schema import install, samples


class Writer:
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)

    def insert(self, names: list[str]) -> None:
        with self.engine.begin() as connection:  # hit: connect
            connection.execute(insert(samples), [{"name": name} for name in names])  # hit: execute


class Collector:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.pending: list[str] = []

    async def start(self) -> None:
        install(self.writer.engine)  # via: create

    async def flush(self) -> None:
        names, self.pending = self.pending, []
        self.writer.insert(names)  # via: connect # via: execute
