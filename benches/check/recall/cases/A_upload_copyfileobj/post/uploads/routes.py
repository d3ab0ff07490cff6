import shutil
import uuid

from fastapi import APIRouter, HTTPException, Request, UploadFile

from uploads.settings import MAX_BYTES, MEDIA_ROOT

router = APIRouter(prefix="/uploads")


@router.post("/")
def upload(file: UploadFile) -> dict[str, str]:
    if file.size and file.size > MAX_BYTES:
        raise HTTPException(413, "file too large")
    name = f"{uuid.uuid4().hex}-{file.filename}"
    target = MEDIA_ROOT / name
    with open(target, "wb") as out:  # silent: open
        shutil.copyfileobj(file.file, out)  # silent: copy
    return {"name": name}


@router.get("/limits")
async def limits(request: Request) -> dict[str, int]:
    return {"max_bytes": MAX_BYTES}
