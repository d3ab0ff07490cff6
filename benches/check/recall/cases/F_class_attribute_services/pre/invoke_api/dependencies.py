import sqlite3

from invoke_api.boards.sqlite import SqliteBoardStorage
from invoke_api.services import InvocationServices, Invoker


class ApiDependencies:
    invoker: Invoker

    @staticmethod
    def initialize(path: str) -> None:
        boards = SqliteBoardStorage(sqlite3.connect(path, check_same_thread=False))
        ApiDependencies.invoker = Invoker(InvocationServices(boards=boards))
