import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

PATH = "pictures.db"


@contextmanager
def get_db_connection() -> Generator[sqlite3.Connection, None, None]:
    conn = sqlite3.connect(PATH)  # hit: db
    conn.execute("PRAGMA foreign_keys = ON;")
    try:
        yield conn
        conn.commit()
    finally:
        conn.close()
