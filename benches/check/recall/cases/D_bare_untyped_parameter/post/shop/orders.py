import asyncio

import requests
from sqlalchemy.orm import Session

from shop.names import Journal, price, unused_name


async def rename(order, name, session: Session, table):
    order.name = await asyncio.to_thread(unused_name, name, session, table)  # silent: name


async def record(entry, session: Session):
    await asyncio.to_thread(Journal(session).write, entry)  # silent: journal


async def quote(articles):
    client = requests.Session()
    prices = [asyncio.to_thread(price, client, article) for article in articles]  # silent: price
    return sum(await asyncio.gather(*prices))
