from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session

from server import deps
from server.singletons.db import get_db

router = APIRouter()


@router.post("/func/{project}/{name}")
async def store_function(
    request: Request, project: str, name: str, db_session: Session = Depends(deps.get_db_session)
):
    data = await request.json()
    get_db().store_function(db_session, data, name, project)  # via: store
    return {"name": name}


@router.get("/func/{project}/{name}")
async def get_function(
    project: str, name: str, tag: str = "", db_session: Session = Depends(deps.get_db_session)
):
    func = get_db().get_function(db_session, name, project, tag)  # via: read
    return {"func": func}
