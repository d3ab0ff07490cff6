from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from shop_api import crud
from shop_api.database import get_session
from shop_api.models import Product

router = APIRouter()
Database = Annotated[Session, Depends(get_session)]


@router.get("/cheap")
async def cheap(session: Database, limit: float = 10) -> list[str]:
    return [product.name for product in crud.cheap(session, limit)]  # via: scalars


@router.get("/products/{identifier}")
async def product(session: Database, identifier: int) -> str:
    found = session.get(Product, identifier)  # hit: get
    if found is None:
        raise HTTPException(404)
    return found.name


@router.post("/products")
async def add(session: Database, name: str, price: float) -> None:
    crud.add(session, name, price)  # via: commit
