import pymysql
from pymysql.cursors import DictCursor


class Storage:
    def __init__(self, host: str) -> None:
        self.host = host
        self.connection: pymysql.connections.Connection | None = None

    def connect(self) -> None:
        self.connection = pymysql.connect(host=self.host, cursorclass=DictCursor)

    def warnings(self, member: int) -> int:
        assert self.connection is not None
        cursor = self.connection.cursor()
        cursor.execute("SELECT count(*) AS n FROM warnings WHERE member = %s", (member,))
        return cursor.fetchone()["n"]
