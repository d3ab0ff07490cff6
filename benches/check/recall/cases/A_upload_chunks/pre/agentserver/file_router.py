import os
import shutil
import tempfile
from pathlib import Path

from fastapi import APIRouter, UploadFile
from fastapi.responses import FileResponse

router = APIRouter(prefix="/file")
CHUNK = 65536


@router.post("/upload/{path:path}")
async def upload_file(path: str, file: UploadFile):
    target = Path(path)
    handle, staged = tempfile.mkstemp(dir="/tmp")
    with os.fdopen(handle, "wb") as stream:
        while chunk := await file.read(CHUNK):
            stream.write(chunk)  # hit: write
    os.replace(staged, target)  # hit: move
    return {"ok": True}


@router.get("/download-trajectory/{conversation}")
async def download(conversation: str):
    folder = Path("workspace") / conversation
    archive = shutil.make_archive(f"/tmp/{conversation}", "zip", folder)  # hit: zip
    return FileResponse(archive)
