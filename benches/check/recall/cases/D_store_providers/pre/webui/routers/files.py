from pathlib import Path

import requests
from fastapi import APIRouter, UploadFile

from webui.misc import calculate_sha256
from webui.storage.provider import Storage

router = APIRouter()


@router.post("/")
async def upload(file: UploadFile):
    contents, path = Storage.upload_file(file.file, file.filename)  # via: local via: s3
    return {"path": path, "hash": calculate_sha256(Path(path), 65536)}  # via: hash


@router.get("/{name}/content")
async def content(name: str):
    return {"local": Storage.get_file(f"s3://files/{name}")}  # via: fetch


@router.post("/process/url")
async def process_url(url: str):
    response = requests.get(url, timeout=30, stream=True)  # hit: url
    return {"type": response.headers.get("content-type")}
