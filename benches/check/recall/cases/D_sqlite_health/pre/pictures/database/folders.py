from pictures.database.connection import get_db_connection


def check_connection() -> bool:
    with get_db_connection() as conn:
        return conn.execute("SELECT 1").fetchone() is not None
