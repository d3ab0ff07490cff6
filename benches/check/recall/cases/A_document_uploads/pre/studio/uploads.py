import hashlib
import shutil
from pathlib import Path

from fastapi import APIRouter, File, Form, UploadFile

router = APIRouter()
FOLDER = Path("/var/lib/studio/uploads")


@router.post("/documents")
async def add_document(kb: str = Form(...), file: UploadFile = File(...)):
    target = FOLDER / kb / (file.filename or "document")
    with target.open("wb") as out:  # hit: copy
        shutil.copyfileobj(file.file, out)
    with target.open("rb") as source:  # hit: hash
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return {"path": str(target), "sha256": digest}
