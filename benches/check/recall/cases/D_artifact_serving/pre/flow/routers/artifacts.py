import mimetypes
import zipfile
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import PlainTextResponse, Response

from flow.paths import get_paths

router = APIRouter(prefix="/api")


def _is_text(path: Path, sample: int = 8192) -> bool:
    with open(path, "rb") as file:
        return b"\x00" not in file.read(sample)


def _member(archive: Path, inner: str) -> bytes | None:
    if not zipfile.is_zipfile(archive):
        return None
    with zipfile.ZipFile(archive, "r") as source:  # hit: archive
        return source.read(inner) if inner in source.namelist() else None


@router.get("/threads/{thread_id}/artifacts/{path:path}")
async def get_artifact(thread_id: str, path: str):
    outputs = get_paths().outputs_dir(thread_id)
    if ".skill/" in path:
        name, inner = path.split(".skill/", 1)
        content = _member(outputs / f"{name}.skill", inner)  # via: archive
        if content is None:
            raise HTTPException(404)
        return Response(content)
    actual = outputs / path
    if mimetypes.guess_type(actual)[0] == "text/plain" or _is_text(actual):
        return PlainTextResponse(actual.read_text(encoding="utf-8"))  # hit: text
    return Response(actual.read_bytes())  # hit: read
