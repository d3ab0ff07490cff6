"""What users may ask for."""

from fastapi import APIRouter, Depends

from .database import get_session
from .models import NOTES

router = APIRouter()


@router.post("/notes")
async def add(text: str) -> str:
    """Keep a note."""
    return NOTES.add(text)  # via: add


@router.delete("/notes")
async def remove(text: str, db=Depends(get_session)) -> None:
    """Forget a note."""
    db.execute("DELETE FROM notes WHERE text = :text", {"text": text})  # hit: remove
