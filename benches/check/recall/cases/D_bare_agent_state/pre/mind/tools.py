import sqlite3


class SQLQueryTool:
    name = "sql_query"

    def __init__(self, path: str) -> None:
        self.path = path

    async def run(self, query: str) -> str:
        return self._run_sqlite(query)  # via: query

    def _run_sqlite(self, query: str) -> str:
        conn = sqlite3.connect(self.path)
        try:
            rows = conn.execute(query).fetchall()  # hit: query
        finally:
            conn.close()
        return str(rows)


class FileReadTool:
    name = "file_read"

    async def run(self, path: str, encoding: str = "utf-8") -> str:
        with open(path, encoding=encoding) as handle:  # hit: file
            return handle.read()
