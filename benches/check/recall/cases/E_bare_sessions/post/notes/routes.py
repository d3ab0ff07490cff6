"""What users may ask for."""

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool

from .database import get_session
from .models import NOTES

router = APIRouter()


@router.post("/notes")
async def add(text: str) -> str:
    """Keep a note."""
    return await run_in_threadpool(NOTES.add, text)  # silent: add


@router.delete("/notes")
def remove(text: str, db=Depends(get_session)) -> None:
    """Forget a note."""
    db.execute("DELETE FROM notes WHERE text = :text", {"text": text})  # silent: remove
