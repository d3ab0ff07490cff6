"""An index of messages, kept in SQLite."""

import sqlite3
from typing import Optional

from vector_stack.providers import VectorIndex


class MessageIndex(VectorIndex):
    """Finds messages again."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: Optional[sqlite3.Connection] = None

    def open(self) -> None:
        """Connect; called before the loop starts."""
        self.connection = sqlite3.connect(self.path, check_same_thread=False)

    async def register(self, topic: str) -> None:
        """Add a topic."""
        if self.connection is None:
            raise RuntimeError("not connected")
        cursor = self.connection.cursor()
        cursor.execute("INSERT INTO topics VALUES (?)", (topic,))  # hit: insert
        self.connection.commit()  # hit: commit

    def has(self, topic: str) -> bool:
        """Tell whether the topic is there."""
        connection = getattr(self, "connection", None)
        if connection is None:
            return False
        found = connection.execute("SELECT 1 FROM topics WHERE name = ?", (topic,))  # hit: has
        return found is not None

    async def welcome(self, topic: str) -> str:
        """Greet the members of a topic."""
        known = self.has(topic)  # via: has
        return f"welcome to {topic}" if known else "nobody is here"
