"""The database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("postgresql://notes")
SessionLocal = sessionmaker(bind=engine)


def get_session() -> Iterator[Session]:
    """Hand out a session, and close it."""
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


get_db = contextmanager(get_session)
