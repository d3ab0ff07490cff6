from server.db.base import DBInterface
from server.db.sql import SQLDB

db: DBInterface | None = None


def initialize_db(dsn: str) -> None:
    global db
    db = SQLDB(dsn)


def get_db() -> DBInterface:
    global db
    return db
