from geo.database import connect


class Places:
    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def near(self, latitude: float, longitude: float) -> list[tuple]:
        link = connect(self.dsn)
        with link.cursor() as cursor:
            cursor.execute("SELECT name FROM places WHERE at <-> %s < 1", ((latitude, longitude),))  # hit: execute
            return cursor.fetchall()  # hit: fetch
