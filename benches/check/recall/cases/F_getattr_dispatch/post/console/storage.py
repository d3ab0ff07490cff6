import sqlite3


class Storage:
    def __init__(self, path: str) -> None:
        self.path = path

    def vacuum(self) -> None:
        sqlite3.connect(self.path).execute("VACUUM")
