from collections.abc import Generator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

_factory = sessionmaker(create_engine("sqlite:///functions.db"))


def get_db_session() -> Generator[Session, None, None]:
    session = _factory()
    try:
        yield session
    finally:
        session.close()
