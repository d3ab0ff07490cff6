from photos import index
from photos.bucket import PhotoBucket


class PhotoService:
    def __init__(self, bucket: PhotoBucket) -> None:
        self.bucket = bucket

    async def store(self, key: str, data: bytes) -> str:
        return self.bucket.upload(key, data)  # via: upload

    async def search(self, text: str) -> list[str]:
        return [hit["_id"] for hit in index.find(text)]  # via: search
