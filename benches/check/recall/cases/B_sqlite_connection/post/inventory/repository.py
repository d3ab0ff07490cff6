import asyncio
import sqlite3
from typing import NamedTuple


class Item(NamedTuple):
    sku: str
    amount: int


class Repository:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.row_factory = sqlite3.Row

    def _add(self, item: Item) -> None:
        self._connection.execute("INSERT INTO items VALUES (?, ?)", item)
        self._connection.commit()

    def _all(self) -> list[sqlite3.Row]:
        return self._connection.execute("SELECT sku, amount FROM items").fetchall()

    async def add(self, item: Item) -> None:
        await asyncio.to_thread(self._add, item)  # silent: add

    async def low(self, threshold: int) -> list[Item]:
        rows = await asyncio.to_thread(self._all)  # silent: fetchall
        return [Item(row["sku"], row["amount"]) for row in rows if row["amount"] < threshold]
