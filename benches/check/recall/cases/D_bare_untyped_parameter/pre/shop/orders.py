import requests
from sqlalchemy.orm import Session

from shop.names import Journal, price, unused_name


async def rename(order, name, session: Session, table):
    order.name = unused_name(name, session, table)  # via: name


async def record(entry, session: Session):
    Journal(session).write(entry)  # via: journal


async def quote(articles):
    client = requests.Session()
    return sum(price(client, article) for article in articles)  # via: price
