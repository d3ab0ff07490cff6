import sqlite3
from typing import NamedTuple


class Item(NamedTuple):
    sku: str
    amount: int


class Repository:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.row_factory = sqlite3.Row

    async def add(self, item: Item) -> None:
        self._connection.execute("INSERT INTO items VALUES (?, ?)", item)  # hit: execute
        self._connection.commit()  # hit: commit

    async def low(self, threshold: int) -> list[Item]:
        cursor = self._connection.cursor()
        cursor.arraysize = threshold
        rows = cursor.fetchall()  # hit: fetchall
        return [Item(row["sku"], row["amount"]) for row in rows if row["amount"] < threshold]
