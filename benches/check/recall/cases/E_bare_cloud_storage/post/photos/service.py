import asyncio

from photos import index
from photos.bucket import PhotoBucket


class PhotoService:
    def __init__(self, bucket: PhotoBucket) -> None:
        self.bucket = bucket

    async def store(self, key: str, data: bytes) -> str:
        return await asyncio.to_thread(self.bucket.upload, key, data)  # silent: upload

    async def search(self, text: str) -> list[str]:
        found = await asyncio.to_thread(index.find, text)  # silent: search
        return [hit["_id"] for hit in found]
