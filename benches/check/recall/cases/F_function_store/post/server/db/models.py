from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Function(Base):
    __tablename__ = "functions"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    project = Column(String)
    struct = Column(String)
