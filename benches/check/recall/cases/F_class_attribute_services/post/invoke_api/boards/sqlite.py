import sqlite3

from invoke_api.boards.base import BoardStorageBase


class SqliteBoardStorage(BoardStorageBase):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, identifier: str) -> str:
        cursor = self._connection.execute("SELECT name FROM boards WHERE id = ?", (identifier,))
        return str(cursor.lastrowid)

    def save(self, identifier: str, name: str) -> None:
        self._connection.execute("INSERT INTO boards VALUES (?, ?)", (identifier, name))
