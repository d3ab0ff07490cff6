from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api.models import Product


def cheap(session: Session, limit: float) -> Sequence[Product]:
    return session.scalars(select(Product).where(Product.price < limit)).all()


def add(session: Session, name: str, price: float) -> Product:
    product = Product(name=name, price=price)
    session.add(product)
    session.commit()
    return product
