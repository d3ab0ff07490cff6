import asyncio

import pymysql

connection = None


def open_store(host: str) -> None:
    global connection
    connection = pymysql.connect(host=host)


async def rename(old: str, new: str) -> None:
    await asyncio.to_thread(connection.ping)  # silent: ping
    log_change(old, new)  # silent: log


def log_change(old: str, new: str) -> None:
    print(old, new)
