import asyncio
import smtplib
import sqlite3
from pathlib import Path

import docx
import redis
import requests
from sqlalchemy.orm import Session

from desk.readers import Holder, Rows, ask, cached, convert, load, rows, send


class Connection:
    def __init__(self):
        self.session = None

    def open(self):
        self.session = smtplib.SMTP("localhost")


def everything(db, model, connection, mail):
    load(Path("notes.txt"))
    rows(sqlite3.connect("desk.db"), "select 1")
    ask(requests.Session(), "https://example.com")
    cached(redis.Redis(), "key")
    convert(docx, "letter.docx")
    send(connection, mail)
    Holder(redis.from_url("redis://")).fetch("key")
    Rows(db).one(model, name="x")


async def main(db: Session, model, mail) -> None:
    connection = Connection()
    await asyncio.to_thread(everything, db, model, connection, mail)  # silent: all
