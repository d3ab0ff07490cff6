from fastapi import APIRouter, Depends, HTTPException, Response

from grove.content import Dataset, content_from_file
from grove.encoders import encode

router = APIRouter()


async def base_path(file: str) -> str:
    return f"/data/{file}"


def create_error(status, message):
    return HTTPException(status, message)


@router.get("/attr/")
async def get_attr(file: str = Depends(base_path), path: str = "/"):
    with content_from_file(file, path, create_error) as content:  # via: open
        return Response(encode(content.attributes()))


@router.get("/data/")
async def get_data(file: str = Depends(base_path), path: str = "/", selection=None):
    with content_from_file(file, path, create_error) as content:  # via: open
        assert isinstance(content, Dataset)
        return Response(encode(content.data(selection)))
