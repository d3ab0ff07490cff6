from typing import Annotated, Optional

from fastapi import APIRouter, Depends
from sqlmodel import Session, select

from library.session import SessionDep, get_session

router = APIRouter(prefix="/books")


@router.get("/{book_id}")
async def read(book_id: int, session: Annotated[Session, Depends(get_session)]):
    return session.get(dict, book_id)  # hit: read


@router.get("/")
async def read_all(session: SessionDep, limit: int = 20):
    return session.exec(select(dict).limit(limit)).all()  # hit: all


async def count(session: Optional[Session] = None):
    if session is None:
        return 0
    return len(session.exec(select(dict)).all())  # hit: count
