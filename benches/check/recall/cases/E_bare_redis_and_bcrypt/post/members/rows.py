import psycopg2 as pg


def stored_hash(dsn: str, name: str) -> bytes:
    with pg.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM members WHERE name = %s", (name,))
        return cursor.fetchone()[0]
