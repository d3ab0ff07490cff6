from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.engine import Engine

metadata = MetaData()
samples = Table(
    "samples", metadata, Column("id", Integer, primary_key=True), Column("name", String(40))
)


def install(engine: Engine) -> None:
    metadata.create_all(engine)  # hit: create
