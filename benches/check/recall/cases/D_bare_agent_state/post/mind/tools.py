import asyncio
import sqlite3


class SQLQueryTool:
    name = "sql_query"

    def __init__(self, path: str) -> None:
        self.path = path

    async def run(self, query: str) -> str:
        return await asyncio.to_thread(self._run_sqlite, query)  # silent: query

    def _run_sqlite(self, query: str) -> str:
        conn = sqlite3.connect(self.path)
        try:
            rows = conn.execute(query).fetchall()
        finally:
            conn.close()
        return str(rows)


class FileReadTool:
    name = "file_read"

    async def run(self, path: str, encoding: str = "utf-8") -> str:
        return await asyncio.to_thread(self._read, path, encoding)  # silent: file

    def _read(self, path: str, encoding: str) -> str:
        with open(path, encoding=encoding) as handle:
            return handle.read()
