import asyncio
from typing import Annotated, Optional

from fastapi import APIRouter, Depends
from sqlmodel import Session, select

from library.session import SessionDep, get_session

router = APIRouter(prefix="/books")


@router.get("/{book_id}")
def read(book_id: int, session: Annotated[Session, Depends(get_session)]):
    return session.get(dict, book_id)  # silent: read


@router.get("/")
async def read_all(session: SessionDep, limit: int = 20):
    def select_all():
        return session.exec(select(dict).limit(limit)).all()  # silent: all

    return await asyncio.to_thread(select_all)


async def count(session: Optional[Session] = None):
    if session is None:
        return 0
    return len(await asyncio.to_thread(all_of, session))  # silent: count


def all_of(session: Session):
    return session.exec(select(dict)).all()
