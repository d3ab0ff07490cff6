import asyncio
from pathlib import Path

import requests
from fastapi import APIRouter, UploadFile

from webui.misc import calculate_sha256
from webui.storage.provider import Storage

router = APIRouter()


@router.post("/")
async def upload(file: UploadFile):
    contents, path = await asyncio.to_thread(Storage.upload_file, file.file, file.filename)  # silent: s3
    return {"path": path, "hash": await asyncio.to_thread(calculate_sha256, Path(path), 65536)}  # silent: hash


@router.get("/{name}/content")
async def content(name: str):
    return {"local": await asyncio.to_thread(Storage.get_file, f"s3://files/{name}")}  # silent: fetch


@router.post("/process/url")
async def process_url(url: str):
    response = await asyncio.to_thread(requests.get, url, timeout=30, stream=True)  # silent: url
    return {"type": response.headers.get("content-type")}
