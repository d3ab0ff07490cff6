import pymysql

connection = None


def open_store(host: str) -> None:
    global connection
    connection = pymysql.connect(host=host)


async def rename(old: str, new: str) -> None:
    connection.ping()  # hit: ping
    log_change(old, new)


def log_change(old: str, new: str) -> None:
    print(old, new)
