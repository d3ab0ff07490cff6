import asyncio
from pathlib import Path

from blobs.files import FileBlobs
from blobs.service import BlobService


def build(root: str) -> BlobService:
    return BlobService(FileBlobs(Path(root)))


if __name__ == "__main__":
    asyncio.run(build("/tmp").upload("key", b"data"))
