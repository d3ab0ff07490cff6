from agno.db.sqlite import SqliteDb
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import Engine


def create_session_storage(path: str) -> SqliteDb:
    return SqliteDb(db_file=path, session_table="sessions")


def create_engine_for(path: str) -> Engine:
    return create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})


def last_compaction(engine: Engine, session_id: str) -> int:
    with engine.connect() as connection:
        row = connection.execute(text("select at from compactions where id = :id"), {"id": session_id})
        return row.scalar() or 0
