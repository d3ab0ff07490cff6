import asyncio
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
    handle, staged = await asyncio.to_thread(tempfile.mkstemp, dir="/tmp")
    stream = await asyncio.to_thread(os.fdopen, handle, "wb")
    try:
        while chunk := await file.read(CHUNK):
            await asyncio.to_thread(stream.write, chunk)  # silent: write
    finally:
        await asyncio.to_thread(stream.close)
    await asyncio.to_thread(os.replace, staged, target)  # silent: move
    return {"ok": True}


@router.get("/download-trajectory/{conversation}")
async def download(conversation: str):
    folder = Path("workspace") / conversation
    archive = await asyncio.to_thread(shutil.make_archive, f"/tmp/{conversation}", "zip", folder)  # silent: zip
    return FileResponse(archive)
