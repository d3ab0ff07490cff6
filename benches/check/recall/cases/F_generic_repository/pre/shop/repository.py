import sqlite3
from typing import Any


class Repository:
    def fetch(self, key: str) -> Any:
        raise NotImplementedError


class SqliteRepository(Repository):
    def __init__(self) -> None:
        self.connection = sqlite3.connect("shop.db")  # hit: connect

    def fetch(self, key: str) -> Any:
        return self.connection.execute("select * from item where key = ?", (key,)).fetchone()  # hit: query
